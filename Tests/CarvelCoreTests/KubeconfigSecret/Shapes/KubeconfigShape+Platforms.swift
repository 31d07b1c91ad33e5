import CarvelCore

extension KubeconfigShape {
    static let platforms: [KubeconfigShape] = [
        KubeconfigShape(
            "Rancher, through its proxy, with a public certificate",
            server: "https://rancher.example.com/k8s/clusters/c-m-1",
            cluster: "",
            user: "token: \"kubeconfig-u:topsecret\"",
            .secret(.token, warnings: 1)
        ),
        KubeconfigShape(
            "Rancher CLI",
            server: "https://rancher.example.com/k8s/clusters/c",
            user: exec("rancher"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "OpenShift, oc login",
            server: "https://api.ocp.example.com:6443",
            user: "token: sha256~topsecret",
            .secret(.token)
        ),
        KubeconfigShape(
            "OpenShift, oc login --insecure-skip-tls-verify",
            server: "https://api.ocp.example.com:6443",
            cluster: insecure,
            user: "token: sha256~topsecret",
            .refusal(.skipsTLSVerification)
        ),
        KubeconfigShape(
            "OpenShift, where the controllers need not check servers",
            server: "https://api.ocp.example.com:6443",
            cluster: insecure,
            user: "token: sha256~topsecret",
            permitted: .insecureTLS,
            .secret(.token, warnings: 1)
        ),
        KubeconfigShape("Cluster API", server: "https://172.18.0.3:6443", user: certificate, .secret(.certificate)),
        KubeconfigShape(
            "Teleport, tsh",
            server: "https://teleport.example.com:443",
            cluster: ca + ", tls-server-name: kube-teleport-proxy-alpn.teleport.example.com",
            user: exec("tsh"),
            .refusal(.exec)
        ),
        KubeconfigShape(
            "vSphere with Tanzu",
            server: "https://10.1.1.1:6443",
            user: "token: topsecret",
            .secret(.token)
        ),
        KubeconfigShape(
            "Through a proxy",
            server: "https://k8s.example.com",
            cluster: ca + ", proxy-url: \"socks5://proxy:1080\"",
            user: "token: topsecret",
            .secret(.token)
        ),
        KubeconfigShape(
            "A pod's, with a token file",
            server: "https://kubernetes.default.svc",
            user: "tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token",
            .refusal(.tokenFile)
        ),
    ]

    static let oddities: [KubeconfigShape] = [
        KubeconfigShape(
            "A password",
            server: "https://k",
            user: "username: ann, password: topsecret",
            .secret(.password, warnings: 1)
        ),
        KubeconfigShape(
            "Impersonation",
            server: "https://k",
            user: "token: topsecret, as: admin",
            .refusal(.impersonation)
        ),
        KubeconfigShape("Nobody", server: "https://k", user: "", .refusal(.noCredentials)),
        KubeconfigShape(
            "A certificate without its key",
            server: "https://k",
            user: "client-certificate: /k/tls.crt",
            .refusal(.certificateWithoutKey)
        ),
        KubeconfigShape(
            "A key without its certificate",
            server: "https://k",
            user: "client-key: /k/tls.key, token: t",
            .refusal(.keyWithoutCertificate)
        ),
        KubeconfigShape(
            "An encrypted key",
            server: "https://k",
            user: "client-certificate: /k/tls.crt, client-key: /k/key.enc",
            .error("the key is encrypted")
        ),
        KubeconfigShape(
            "A token and a password",
            server: "https://k",
            user: "token: topsecret, username: ann, password: topsecret",
            .error("two ways to log in")
        ),
        KubeconfigShape(
            "An authority that is none",
            server: "https://k",
            cluster: ", certificate-authority-data: eA==",
            user: "token: t",
            .error("no certificate in PEM form")
        ),
        KubeconfigShape(
            "A file that is missing",
            server: "https://k",
            cluster: ", certificate-authority: /no",
            user: "token: t",
            .error("no such file")
        ),
        KubeconfigShape(
            "An unchecked server with an authority",
            server: "https://k",
            cluster: ca + insecure,
            user: "token: t",
            permitted: .insecureTLS,
            .error("contradict each other")
        ),
        KubeconfigShape(
            "Plain http",
            server: "http://k:8080",
            cluster: "",
            user: "token: t",
            .secret(.token, warnings: 1)
        ),
        KubeconfigShape(
            "Unused extensions and preferences",
            server: "https://k",
            cluster: ca + ", extensions: [{name: x, extension: {last-update: now}}]",
            user: "token: topsecret",
            head: "preferences: {colors: true}",
            .secret(.token)
        ),
    ]
}
