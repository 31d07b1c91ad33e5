import GitRepository
import HTTPTransport
import OrderedCollections
import Synchronization
import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("Applying a delivery")
struct ApplyDeliveryTests {
    private let clusters = InMemoryClusters(["build", "staging", "prod"])
    private static let password = GitCredentials.password(username: "git", password: "sesame")

    private func apply(
        credentials: GitCredentials = password,
        replacesAuthSecret: Bool = false
    ) async throws -> [AppliedObject] {
        let told = Mutex<[AppliedObject]>([])
        let planner = try DeliveryPlanner(
            SampleDelivery.tree(SampleDelivery.files()),
            clusters: clusters.directory(),
            credentials: credentials,
            .init(replacesAuthSecret: replacesAuthSecret)
        )
        let plan = try await planner.plan()
        let applied = await ApplyDelivery(plan).run { object in told.withLock { $0.append(object) } }
        #expect(Set(told.withLock { $0 }) == Set(applied))
        return applied
    }

    /// `cluster title outcome`, one a line.
    private static func lines(_ applied: [AppliedObject], cluster: String? = nil) -> [String] {
        applied.filter { cluster == nil || $0.cluster == cluster }.map { object in
            switch object.result {
            case .success(let outcome): "\(object.cluster) \(object.title) \(outcome.rawValue)"
            case .failure(let error): "\(object.cluster) \(object.title): \(error)"
            }
        }
    }

    private static func failures(_ applied: [AppliedObject]) -> [AppliedObject] {
        applied.filter { if case .failure = $0.result { true } else { false } }
    }

    @Test("Makes everything, run clusters before what delivers to them, and the source before its Kustomizations")
    func order() async throws {
        let applied = try await apply()
        #expect(Self.failures(applied) == [])
        #expect(
            Self.lines(applied, cluster: "prod") == [
                "prod Namespace/shop created",
                "prod ServiceAccount/shop/shop-sa created",
                "prod Role/shop/app-package-and-pkgi-install-role created",
                "prod RoleBinding/shop/shop-app-package-and-pkgi-install-role created",
                "prod Role/shop/app-cr-role created",
                "prod RoleBinding/shop/shop-app-cr-role created",
            ]
        )
        let build = Self.lines(applied, cluster: "build")
        #expect(
            build.prefix(4) == [
                "build Namespace/shop created",
                "build ServiceAccount/shop/shop-sa created",
                "build Secret/shop/app.default.tap-gitops-auth created",
                "build GitRepository/shop/app.default.tap-gitops-repo created",
            ]
        )
        #expect(build.count == 10)
        let writes = clusters.writes
        for cluster in ["staging", "prod"] {
            let last = try #require(writes.lastIndex { $0.hasPrefix("\(cluster) ") })
            let kubeconfig = try #require(writes.firstIndex { $0.hasSuffix("/secrets/\(cluster)-kubeconfig") })
            let packages = try #require(writes.firstIndex { $0.hasSuffix("app.default.tap-\(cluster)-packages") })
            let installs = try #require(
                writes.firstIndex { $0.hasSuffix("app.default.tap-\(cluster)-packageinstalls") }
            )
            #expect(last < kubeconfig && kubeconfig < packages && packages < installs)
            let source = try #require(writes.firstIndex { $0.hasSuffix("/app.default.tap-gitops-repo") })
            #expect(source < packages)
        }
    }

    @Test("Puts the credentials and the kubeconfig into Secrets, and tells neither")
    func secrets() async throws {
        let applied = try await apply()
        let auth = clusters.object(.secret, namespace: "shop", "app.default.tap-gitops-auth", on: "build")
        #expect(auth?.json["data"] == ["username": "Z2l0", "password": "c2VzYW1l"])
        let kubeconfig = try #require(
            clusters.object(.secret, namespace: "shop", "prod-kubeconfig", on: "build")?
                .json[path: "data", "value.yaml"]?.string
        )
        let text = String(decoding: try #require(Base64.decode(kubeconfig)), as: UTF8.self)
        #expect(text.contains("token-of-prod") && text.contains("https://prod.example.com"))
        #expect(!text.contains("token-of-staging"))
        #expect(!Self.lines(applied).joined().contains("sesame"))

        // Credentials that are there may be better than those of whoever applies.
        _ = try await apply(credentials: .token("t0ken"))
        let kept = clusters.object(.secret, namespace: "shop", "app.default.tap-gitops-auth", on: "build")
        #expect(kept?.json["data"] == auth?.json["data"])
        _ = try await apply(credentials: .token("t0ken"), replacesAuthSecret: true)
        let token = clusters.object(.secret, namespace: "shop", "app.default.tap-gitops-auth", on: "build")
        #expect(token?.json[path: "data", "bearerToken"] == "dDBrZW4=")
    }

    @Test("Changes nothing the second time")
    func again() async throws {
        _ = try await apply()
        let applied = try await apply()
        #expect(applied.count == 22)
        #expect(applied.allSatisfy { $0.result == .success(.unchanged) }, "\(Self.lines(applied))")
    }

    @Test("Brings back what was changed")
    func configured() async throws {
        _ = try await apply()
        let name = "app.default.tap-prod-packages"
        let object = try #require(clusters.object(.kustomization, namespace: "shop", name, on: "build"))
        clusters.put(object.setting("elsewhere", at: "spec", "path"), as: .kustomization, on: "build")
        let changed = try await apply().filter { $0.result != .success(.unchanged) }
        #expect(Self.lines(changed) == ["build Kustomization/shop/\(name) configured"])
    }

    @Test("Leaves a kubeconfig Secret alone that is there")
    func presentKubeconfig() async throws {
        let own = KubernetesObject(
            .secret,
            name: "prod-kubeconfig",
            namespace: "shop",
            ["data": ["value": "b3du"]]
        )
        clusters.put(own, as: .secret, on: "build")
        let applied = try await apply()
        #expect(Self.lines(applied).contains("build Secret/shop/prod-kubeconfig unchanged"))
        let after = clusters.object(.secret, namespace: "shop", "prod-kubeconfig", on: "build")
        #expect(after?.json["data"] == ["value": "b3du"])
    }

    @Test("Needs the Secret for the repository to be there, where no credentials are given")
    func missingAuth() async throws {
        let failures = Self.failures(try await apply(credentials: .none))
        #expect(failures.map(\.title) == ["Secret/shop/app.default.tap-gitops-auth"])
        guard case .failure(let error)? = failures.first?.result else { return }
        #expect(error.message == "there are no credentials with which Flux could log in to the repository")
        #expect(error.hint?.contains("--git-username and --git-password-file") == true)
        #expect(!clusters.writes.contains { $0.contains("/kustomizations/") })

        let own = KubernetesObject(.secret, name: "app.default.tap-gitops-auth", namespace: "shop")
        clusters.put(own, as: .secret, on: "build")
        #expect(Self.failures(try await apply(credentials: .none)) == [])
    }

    @Test("Goes on with the other clusters where one can't be reached, and delivers nothing to that one")
    func unreachable() async throws {
        _ = clusters.with("staging") {
            $0.troubles = [("", .failure(HTTPTransportError(reason: .connectionFailed, message: "refused")))]
        }
        let applied = try await apply()
        #expect(Self.lines(Self.failures(applied)) == ["staging Namespace/shop: can't be reached: refused"])
        #expect(clusters.object(.kustomization, namespace: "shop", "app.default.tap-prod-packages", on: "build") != nil)
        #expect(!clusters.writes.contains { $0.contains("staging-") })
    }

    @Test("Stops on a run cluster at the first object that fails, and delivers nothing to it")
    func forbidden() async throws {
        let answer = try ContractExchange.named("forbidden apply", in: "auth").answer
        _ = clusters.with("prod") { $0.troubles = [("PATCH /apis/rbac.authorization.k8s.io", .answer(answer))] }
        let applied = try await apply()
        #expect(Self.failures(applied).map(\.title) == ["Role/shop/app-package-and-pkgi-install-role"])
        #expect(Self.lines(applied, cluster: "prod").count == 3)
        #expect(!clusters.writes.contains { $0.contains("app.default.tap-prod") || $0.contains("prod-kubeconfig") })
        #expect(clusters.writes.contains { $0.contains("app.default.tap-staging-packageinstalls") })
    }

    @Test("Says how to go on where others manage a field")
    func conflict() async throws {
        let answer = try ContractExchange.named("apply by another manager conflicts (409)", in: "apply").answer
        _ = clusters.with("build") { $0.troubles = [("PATCH /apis/source.toolkit.fluxcd.io", .answer(answer))] }
        let failures = Self.failures(try await apply())
        #expect(failures.map(\.title) == ["GitRepository/shop/app.default.tap-gitops-repo"])
        guard case .failure(let error)? = failures.first?.result else { return }
        #expect(error.message.hasSuffix("\n  .stringData.value.yaml: conflict with \"carvel-deliver\""))
        #expect(error.hint == "take the fields over with --force-conflicts, or leave them to their manager")
    }

    @Test("Speaks Flux's API in the version that the build cluster serves")
    func olderFlux() async throws {
        for name in ["source.toolkit.fluxcd.io", "kustomize.toolkit.fluxcd.io"] {
            let answer = try ContractExchange.named("get /apis/\(name)", in: "discovery-flux-0.41").body
            let versions = try JSONReader.value(answer)["versions"]?.array?.compactMap { $0["version"]?.string }
            _ = clusters.with("build") { $0.served[name] = versions }
        }
        #expect(Self.failures(try await apply()) == [])
        let flux = clusters.writes.filter { $0.contains("toolkit.fluxcd.io") }
        #expect(flux.count == 5)
        #expect(flux.allSatisfy { $0.contains(".fluxcd.io/v1beta2/") })
        let type = ResourceType.kustomization.version("v1beta2")
        let object = clusters.object(type, namespace: "shop", "app.default.tap-prod-packages", on: "build")
        #expect(object?.apiVersion == "kustomize.toolkit.fluxcd.io/v1beta2")
    }

    @Test("Begins nothing where Flux is not there")
    func noFlux() async throws {
        _ = clusters.with("build") { $0.served["source.toolkit.fluxcd.io"] = nil }
        let error = await #expect(throws: ClusterError.self) { try await apply() }
        #expect(error?.reason.contains("install Flux's source-controller on it") == true)
        #expect(clusters.writes == [])
    }
}
