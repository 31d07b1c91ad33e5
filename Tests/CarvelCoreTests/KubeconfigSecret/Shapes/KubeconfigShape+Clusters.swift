import CarvelCore

extension KubeconfigShape {
    static let all: [KubeconfigShape] = providers + local + platforms + oddities

    private static let eks = "https://A1B2.gr7.eu-west-1.eks.amazonaws.com"

    private static let providers: [KubeconfigShape] = [
        KubeconfigShape(
            "EKS, aws eks update-kubeconfig",
            server: eks,
            user: exec("aws", ", args: [eks, get-token], env: [{name: AWS_PROFILE, value: topsecret}]"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "EKS, aws-iam-authenticator",
            server: eks,
            user: exec("aws-iam-authenticator"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "EKS, where the controllers may run programs",
            server: eks,
            user: exec("aws"),
            permitted: .exec,
            .secret(.program)
        ),
        KubeconfigShape(
            "EKS, with a token of a service account",
            server: eks,
            user: "token: topsecret",
            .secret(.token)
        ),
        KubeconfigShape(
            "GKE, gke-gcloud-auth-plugin",
            server: "https://34.1.2.3",
            user: exec("gke-gcloud-auth-plugin", ", provideClusterInfo: true, installHint: Install it"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "GKE, the auth provider of old",
            server: "https://34.1.2.3",
            user: "auth-provider: {name: gcp, config: {access-token: topsecret}}",
            .refusal(.authProvider)
        ),
        KubeconfigShape(
            "GKE, with a client certificate",
            server: "https://34.1.2.3",
            user: certificate,
            .secret(.certificate)
        ),
        KubeconfigShape(
            "GKE, connect gateway",
            server: "https://connectgateway.googleapis.com/v1/projects/1/memberships/m",
            cluster: "",
            user: exec("gke-gcloud-auth-plugin"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "AKS, --admin, with a certificate and a token",
            server: "https://aks-dns.hcp.westeurope.azmk8s.io:443",
            user: certificate + ", token: topsecret",
            .secret(.token)
        ),
        KubeconfigShape(
            "AKS, kubelogin",
            server: "https://aks-dns.hcp.westeurope.azmk8s.io:443",
            user: exec("kubelogin", ", args: [get-token, --server-id, topsecret]"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "AKS, the auth provider of old",
            server: "https://aks-dns.hcp.westeurope.azmk8s.io:443",
            user: "auth-provider: {name: azure, config: {refresh-token: topsecret}}",
            .refusal(.authProvider)
        ),
        KubeconfigShape(
            "DigitalOcean, doctl",
            server: "https://x.k8s.ondigitalocean.com",
            user: exec("doctl"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "OpenID Connect, kubelogin",
            server: "https://k8s.example.com:6443",
            user: exec("kubectl", ", args: [oidc-login, get-token]"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "OpenID Connect, the auth provider",
            server: "https://k8s.example.com:6443",
            user: "auth-provider: {name: oidc, config: {client-secret: topsecret}}",
            .refusal(.authProvider)
        ),
    ]

    static let local: [KubeconfigShape] = [
        KubeconfigShape(
            "kind",
            server: "https://127.0.0.1:41234",
            user: certificate,
            .secret(.certificate, warnings: 1)
        ),
        KubeconfigShape(
            "kind, --internal",
            server: "https://staging-control-plane:6443",
            user: certificate,
            .secret(.certificate)
        ),
        KubeconfigShape(
            "minikube, paths of files",
            server: "https://192.168.49.2:8443",
            cluster: fileCluster,
            user: fileUser,
            .secret(.certificate)
        ),
        KubeconfigShape("k3s", server: "https://127.0.0.1:6443", user: certificate, .secret(.certificate, warnings: 1)),
        KubeconfigShape(
            "k3d",
            server: "https://0.0.0.0:40001",
            user: certificate,
            .secret(.certificate, warnings: 1)
        ),
        KubeconfigShape(
            "MicroK8s, with a token",
            server: "https://10.0.0.5:16443",
            user: "token: topsecret",
            .secret(.token)
        ),
        KubeconfigShape(
            "Docker Desktop",
            server: "https://kubernetes.docker.internal:6443",
            user: certificate,
            .secret(.certificate)
        ),
        KubeconfigShape("kubeadm", server: "https://10.0.0.5:6443", user: certificate, .secret(.certificate)),
        KubeconfigShape(
            "vcluster, through a port that is forwarded",
            server: "https://localhost:8443",
            user: certificate,
            .secret(.certificate, warnings: 1)
        ),
        KubeconfigShape(
            "vcluster, within its host cluster",
            server: "https://v.vcluster-v.svc:443",
            user: certificate,
            .secret(.certificate)
        ),
    ]
}
