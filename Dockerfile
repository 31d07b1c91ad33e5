# A small image with the plugins, kubectl's names for them among them:
#   docker build --tag kubectl-carvel .
#   docker run --rm -v ~/.kube/config:/kubeconfig:ro -e KUBECONFIG=/kubeconfig kubectl-carvel kubectl-carvel-verify …
FROM swift:6.2-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libcurl4-openssl-dev libgit2-dev libyaml-dev zlib1g-dev pkg-config kubernetes-client git openssl curl python3 bsdutils \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN make install DESTDIR=/staged PREFIX=/usr/local \
    && find /staged/usr/local/bin /staged/usr/local/lib -type f -executable -exec strip --strip-unneeded {} +

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libcurl4 libgit2-1.5 libyaml-0-2 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 carvel
COPY --from=build /staged/usr/local /usr/local
USER carvel
WORKDIR /home/carvel
CMD ["kubectl-carvel-verify", "--help"]
