#!/usr/bin/env bash
# "Build a GitOps Pipeline with Flux" from beginning to end, on a sandbox without Flux. In the place of `flux bootstrap`,
# `flux check`, `flux get all` and `flux logs` stand the plugins; all else is what the document says.
#
# $1: an install manifest of Flux. The repository is at $CARVEL_SANDBOX_REPOSITORY.
set -euo pipefail
manifest=$1

step() { printf '\n### %s\n' "$*"; }
run() { printf '$ %s\n' "${*//$CARVEL_SANDBOX_REPOSITORY/REPOSITORY}"; "$@" 2>&1; }
# For what ends with 1 as long as something is not ready.
unready() { printf '$ %s\n' "$*"; "$@" 2>&1 || printf 'exit status %s\n' "$?"; }

printf '#!/bin/sh\ncase "$1" in Username*) echo "$CARVEL_GIT_USERNAME";; *) echo "$CARVEL_GIT_PASSWORD";; esac\n' >askpass
chmod 700 askpass
export GIT_ASKPASS=$PWD/askpass GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=ada GIT_COMMITTER_EMAIL=ada@example.com

bootstrap() {
  run kubectl carvel-deliver bootstrap --url "$CARVEL_SANDBOX_REPOSITORY" --path clusters/dev \
    --manifests "$manifest" --flux-version v2.9.0 --context build
}

step "Step 1 - Bootstrap Flux CD"
bootstrap
step "check that flux is working"
run kubectl carvel-verify check --context build
step "inspect all Flux CD resources"
run kubectl carvel-verify get all --context build -n flux-system
step "access the logs"
kubectl carvel-verify logs --context build >logs.txt
grep -o 'GitRepository/flux-system.*stored artifact for revision' logs.txt | sort -u
step "check that Flux CD points to your Git repository"
run kubectl --context build get gitrepositories.source.toolkit.fluxcd.io -n flux-system

step "Step 2 - Cloning the Flux CD Git Repository and Preparing the Layout"
git clone --quiet --branch main "$CARVEL_SANDBOX_REPOSITORY" repository
cd repository
run git ls-files
FLUXCD_SYNC_PATH="clusters/dev"
FLUXCD_HELM_MANIFESTS_PATH="${FLUXCD_SYNC_PATH}/helm"
run kubectl carvel-deliver init --layout pipeline --path "$FLUXCD_SYNC_PATH" --local .
run kubectl carvel-deliver init --layout pipeline --path "$FLUXCD_SYNC_PATH" --local .
run cat .gitignore

step "A HelmRepository and a HelmRelease"
cat >"$FLUXCD_HELM_MANIFESTS_PATH/repositories/bitnami.yaml" <<'YAML'
apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata:
  name: bitnami
  namespace: flux-system
spec:
  interval: 10m0s
  url: https://charts.bitnami.com/bitnami
YAML
cat >"$FLUXCD_HELM_MANIFESTS_PATH/releases/nginx-v13.yaml" <<'YAML'
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: nginx
  namespace: flux-system
spec:
  interval: 10m0s
  chart:
    spec:
      chart: nginx
      version: 13.2.0
      sourceRef:
        kind: HelmRepository
        name: bitnami
YAML
echo 'password: plain' >"$FLUXCD_HELM_MANIFESTS_PATH/releases/nginx-values-v13.yaml"
git add --all
git commit --quiet --message "Add nginx"
run git ls-files clusters/dev/helm
git push --quiet
# It changes nothing, and waits until Flux has applied the head.
bootstrap
unready kubectl carvel-verify get all --context build -n flux-system
unready kubectl carvel-verify get helmreleases --context build -n flux-system -o name
