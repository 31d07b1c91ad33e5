# The document package-management-with-gitops from its beginning to its end: its commands, and ours for what it does by
# hand. $URL is the git repository, empty at first; the cluster is the current context.
set -e
exec 2>&1

# Shows a command, and what it says; what is seen meanwhile of the way there differs from run to run.
run() { echo "\$ $*"; "$@" > "$TMPDIR/said" 2>&1 || status=$?; grep -Ev '^(◎|(✔|✗|⚠) (git|prod): )' "$TMPDIR/said" || true; rm "$TMPDIR/said"; return ${status:-0}; }

# The App, its service account and rights, the PackageRepository, and the account of the installs.
run kubectl carvel-deliver init --engine kapp-controller --url "$URL" \
  --name pkg-gitops-example --namespace pkg-gitops --run-cluster prod \
  --service-account pkg-gitops-app-sa --install-service-account pkg-gitops-pkgi-sa \
  --package-repository tce-repository --package-image projects.registry.vmware.com/tce/main:0.10.0 \
  --cluster-admin

# The PackageInstalls; the cluster has no PackageRepository yet that could be asked.
run kubectl carvel-deliver add cert-manager.community.tanzu.vmware.com --to prod --version 1.5.4 --repository "$URL"
run kubectl carvel-deliver add contour.community.tanzu.vmware.com --to prod --version 1.17.1 --after cert-manager \
  --repository "$URL"
run git pull --quiet origin main
run git ls-files

# kubectl apply -f app/
run kubectl carvel-deliver apply
run kubectl get apps/pkg-gitops-example -n pkg-gitops
run kubectl get pkgi -n pkg-gitops

# Making an update.
run kubectl carvel-deliver versions contour
run kubectl carvel-deliver set-version contour --cluster prod --version 1.17.2
run git pull --quiet origin main
run git show --format=%s
run kubectl carvel-verify --wait
run kubectl get pkgi/contour -n pkg-gitops
