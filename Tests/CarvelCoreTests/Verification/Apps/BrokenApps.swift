import Testing
import YAMLDocument

@testable import CarvelCore

extension AppDeliveryCase {
    /// What kapp says of an install that has failed, or had when kapp looked at it.
    private static let waitingFailure = """
        kapp: Error: waiting on reconcile packageinstall/contour (packaging.carvel.dev/v1alpha1) namespace: pkg-gitops:
          Finished unsuccessfully (Reconcile failed:  (message: ytt: Error: boom))
        """

    static let brokenApps = [
        app("that is absent", .failed, "is not on the cluster", "kubectl carvel-deliver apply") { _ in nil },
        app("paused", .failed, "is paused, so it follows no commit", "carvel-deliver resume") {
            $0.setting(true, at: "spec", "paused")
        },
        app("canceled", .failed, "is canceled, so it follows no commit") { $0.setting(true, at: "spec", "canceled") },
        app("that is being deleted", .failed, "is being deleted") {
            $0.setting("2026-11-21T05:14:30Z", at: "metadata", "deletionTimestamp")
        },
        app("at an older commit", .progressing, "has not fetched 0123456789ab yet") {
            $0.setting(AppSample.fetch(FluxSample.earlier), at: "status", "fetch")
        },
        app("whose latest change is not seen", .progressing, "kapp-controller has not seen its latest change yet") {
            $0.setting(2, at: "metadata", "generation")
        },
        app("that is deploying", .progressing, "Reconciling") {
            $0.setting([["type": "Reconciling", "status": "True"]], at: "status", "conditions")
                .setting("Reconciling", at: "status", "friendlyDescription")
        },
        app("that fetched, and did not deploy", .progressing, "not come to deploy yet") {
            $0.setting(nil, at: "status", "deploy")
        },
        app("whose deployment did not end", .progressing, "not come to deploy yet") {
            $0.setting(nil, at: "status", "deploy", "finished")
        },
        app("that does not say what it fetched", .unknown, "does not say which commit it fetched") {
            $0.setting("", at: "status", "fetch", "stdout")
        },
        app("of another repository", .failed, "its spec.fetch[0].git.url is https://example.com/x", "apply") {
            $0.setting(
                [["git": ["url": "https://example.com/x", "ref": "origin/main", "subPath": "packaging"]]],
                at: "spec",
                "fetch"
            )
        },
        app("of two sources", .failed, "its spec.fetch is 2 sources, where delivery.yaml calls for one git") {
            let sources = $0.spec?["fetch"]?.array ?? []
            return $0.setting(.array(sources + sources), at: "spec", "fetch")
        },
        app("with another account", .failed, "its spec.serviceAccountName is other") {
            $0.setting("other", at: "spec", "serviceAccountName")
        },
        app("that deploys otherwise than its file says", .failed, "its spec.deploy is not what app/app.yml says") {
            $0.setting([["kapp": ["intoNs": "elsewhere"]]], at: "spec", "deploy")
        },
        app("that failed on an older commit", .progressing, "has not tried 0123456789ab yet; before: kapp: Error: boom")
        {
            $0.failing("kapp: Error: boom").setting(AppSample.fetch(FluxSample.earlier), at: "status", "fetch")
        },
        AppDeliveryCase(
            "App paused by its file",
            .failed,
            "take spec.paused out of app/app.yml",
            files: {
                try $0.edit("app/app.yml", "spec:\n", "spec:\n  paused: true\n")
            }
        ),
        appFailure(
            "no rights",
            "kapp: Error: Getting app: configmaps \"pkg-gitops-example.app.apps.k14s.io\" is forbidden:\n"
                + "  User \"system:serviceaccount:pkg-gitops:pkg-gitops-app-sa\" cannot get resource \"configmaps\"",
            "add the right to app/"
        ),
        appFailure(
            "no account",
            "Preparing kapp: Getting service account: serviceaccounts \"pkg-gitops-app-sa\" not found",
            "add the right to app/"
        ),
        AppDeliveryCase(
            "App whose repository is not there",
            .failed,
            "repository 'https://github.com/user/absent/' not found",
            "see that https://github.com/user/my-pkg-gitops-repo has branch main"
        ) {
            try $0.editApps(.app, "pkg-gitops-example") {
                $0.failing(
                    "vendir: Error: Syncing directory '0':\n  Syncing directory '.' with git contents:\n    Fetching git"
                        + " repository:\n      Git [fetch origin main --depth 1]: exit status 128 (stderr: fatal: "
                        + "repository 'https://github.com/user/absent/' not found\n)"
                ).setting(["exitCode": 1, "error": "Fetching resources: Error"], at: "status", "fetch")
            }
        },
        appFailure(
            "credentials",
            "Fetching git repository:\n  Git [fetch origin main]: fatal: Authentication failed for 'https://x/'",
            "apply --update-git-secret"
        ),
        appFailure("Secret", "Fetching: secrets \"git\" not found", "kubectl carvel-deliver apply"),
        appFailure(
            "wrong rule",
            "kapp: Error: Change graph:\n  Calculating required deps: Expected change rule annotation value to have "
                + "format '(upsert|delete) (before|after) (upserting|deleting) (change-group)', but was 'x'",
            "kubectl carvel-verify repo"
        ),
        appFailure(
            "circle",
            "kapp: Error: Detected cycle while ordering changes: [a] -> [b] -> [a] (found repeated: a)",
            "kubectl carvel-verify repo"
        ),
        appFailure(
            "install",
            "kapp: Error: waiting on reconcile packageinstall/gone (packaging.carvel.dev/v1alpha1) namespace: x",
            "see the PackageInstalls"
        ),
        app(
            "that gave up for an install which is well by now",
            .progressing,
            "has to look again, for what it brought is no longer as it was: kapp: Error: waiting on reconcile"
        ) { $0.failing(waitingFailure) },
        AppDeliveryCase(
            "App that gave up for an install which has not tried its new values yet",
            .progressing,
            "has to look again",
            "has not tried Secret \"contour-values\" as it is now",
            files: { try addValues("\"\"", to: &$0) }
        ) {
            try $0.editApps(.app, "pkg-gitops-example") { $0.failing(waitingFailure) }
            for type in [ResourceType.packageInstall, .app] {
                try $0.editApps(type, "contour") { $0.failing("ytt: Error: boom") }
            }
            let changed = CarvelSample.secret(
                "contour-values",
                namespace: "pkg-gitops",
                changed: "2026-11-21T05:15:00Z",
                values: ""
            )
            $0.put(changed, as: .secret, on: "prod")
        },
        AppDeliveryCase("App that gave up for an install which has failed", .failed, "kapp: Error: waiting on", "boom")
        {
            try $0.editApps(.app, "pkg-gitops-example") { $0.failing(waitingFailure) }
            try $0.editApps(.app, "contour") { $0.failing("boom") }
        },
        app("that gave up for an install of nobody's", .failed, "Finished unsuccessfully") {
            $0.failing(waitingFailure.replacing("packageinstall/contour", with: "packageinstall/other"))
        },
        appFailure("template", "ytt: Error: boom", "correct what packaging holds"),
        appFailure("something else", "boom", "kubectl --context prod -n pkg-gitops get app pkg-gitops-example -o yaml"),
    ]
}
