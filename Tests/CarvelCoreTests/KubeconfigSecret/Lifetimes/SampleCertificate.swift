/// Certificates that openssl takes for good, with what it says of them.
enum SampleCertificate {
    /// 2026-01-01T00:00:00Z to 2027-02-28T23:59:59Z, both in the short form.
    static let short = """
        -----BEGIN CERTIFICATE-----
        MIIBBTCBq6ADAgECAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwHhcNMjYw
        MTAxMDAwMDAwWhcNMjcwMjI4MjM1OTU5WjAMMQowCAYDVQQDDAFhMFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEmOAH/e9SqG/DWuK0GLQka78xkfqTInXaZ4WPCc9w
        A9GkXhnBWA5FZUdW21OwCNWiiAx6b7RkHWPaCwOvbRx5vzAKBggqhkjOPQQDAgNJ
        ADBGAiEAuCcMSxz2kgRRFCbZqQtfDzlzHA5T3EJWkvpBORW/ikMCIQDtI8BQUGKA
        B6XhxEbxEbi/ceMHGIgS/ZG25fGQahgn5A==
        -----END CERTIFICATE-----

        """
    /// 2049-12-31T23:59:59Z in the short form, to 2052-02-29T12:30:01Z in the long one.
    static let long = """
        -----BEGIN CERTIFICATE-----
        MIIBBjCBraADAgECAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwIBcNNDkx
        MjMxMjM1OTU5WhgPMjA1MjAyMjkxMjMwMDFaMAwxCjAIBgNVBAMMAWEwWTATBgcq
        hkjOPQIBBggqhkjOPQMBBwNCAASY4Af971Kob8Na4rQYtCRrvzGR+pMiddpnhY8J
        z3AD0aReGcFYDkVlR1bbU7AI1aKIDHpvtGQdY9oLA69tHHm/MAoGCCqGSM49BAMC
        A0gAMEUCIQCDKllasDiiU3TzyXrTSkoHat+ryODNi5TP/QJxIsXwIAIgVncLibjf
        LfLITha+bW1bJoCNGBhjCwr/my18JTR2/sA=
        -----END CERTIFICATE-----

        """
    /// 1999-06-01T00:00:00Z to 2000-02-29T01:02:03Z, of two centuries in the short form.
    static let old = """
        -----BEGIN CERTIFICATE-----
        MIIBBTCBq6ADAgECAgEBMAoGCCqGSM49BAMCMAwxCjAIBgNVBAMMAWEwHhcNOTkw
        NjAxMDAwMDAwWhcNMDAwMjI5MDEwMjAzWjAMMQowCAYDVQQDDAFhMFkwEwYHKoZI
        zj0CAQYIKoZIzj0DAQcDQgAEmOAH/e9SqG/DWuK0GLQka78xkfqTInXaZ4WPCc9w
        A9GkXhnBWA5FZUdW21OwCNWiiAx6b7RkHWPaCwOvbRx5vzAKBggqhkjOPQQDAgNJ
        ADBGAiEAsSjgVKQ8fjm5W9EcCKFbl5eW0SHaBxcimHkwZiQl0QICIQCKh2r5VGTI
        giCsH+itCUfhXyATE6ORPCuqLTW+JR6qfw==
        -----END CERTIFICATE-----

        """
}
