import Testing
import YAMLDocument

@testable import CarvelCore

@Suite("A kubeconfig as it may be shown")
struct KubeconfigViewTests {
    @Test("Has its shape, and none of its secrets")
    func redacted() {
        let text = """
            apiVersion: v1
            current-context: main
            clusters:
            - name: c
              cluster: {server: "https://c", certificate-authority-data: Q0E=, proxy-url: "http://ann:topsecret@p"}
            users:
            - name: u
              user:
                token: topsecret
                client-key-data: topsecret
                client-certificate-data: Q0VSVA==
                username: ann
                password: 1234567
                insecure: true
                auth-provider: {name: oidc, config: {client-id: topsecret, idp: [topsecret]}}
                exec:
                  command: aws
                  args: [--secret, topsecret]
                  env: [{name: KEY, value: topsecret}]
                something: {new: [topsecret]}
            """
        #expect(
            KubeconfigView.redacted(text) == """
                apiVersion: v1
                current-context: main
                clusters:
                - name: c
                  cluster:
                    server: https://c
                    certificate-authority-data: Q0E=
                    proxy-url: http://<masked>@p
                users:
                - name: u
                  user:
                    token: REDACTED
                    client-key-data: REDACTED
                    client-certificate-data: Q0VSVA==
                    username: ann
                    password: REDACTED
                    insecure: true
                    auth-provider:
                      name: oidc
                      config:
                        client-id: REDACTED
                        idp: REDACTED
                    exec:
                      command: aws
                      args:
                      - REDACTED
                      - REDACTED
                      env:
                      - name: KEY
                        value: REDACTED
                    something:
                      new:
                      - REDACTED

                """
        )
    }

    @Test("Shows nothing of what is no YAML")
    func broken() {
        #expect(KubeconfigView.redacted("topsecret: [") == "")
        #expect(KubeconfigView.redacted("topsecret") == "REDACTED\n")
    }
}
