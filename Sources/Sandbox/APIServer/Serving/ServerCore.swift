/// All of a server but its socket.
struct ServerCore: Sendable {
    let store: ObjectStore
    let authenticator: Authenticator
    let faults: FaultInjector
    /// What Pods have written; kept, as on nodes, while the server is stopped.
    let podLogs = PodLogs()
    let log = RequestLog()
    let stopSignal = StopSignal()
    let address = ServerAddress()
    let connections = ConnectionRegistry()
    /// The same one for as long as the server lives, however often it stops and starts again.
    let certificate: IssuedCertificate
    let authority: CertificateAuthority
    let configuration: APIServer.Configuration
    private let authorizer: RBACAuthorizer
    private let resources: ResourceRouter

    /// - Throws: If the custom resources cannot be read, or the first objects cannot be stored.
    init(_ configuration: APIServer.Configuration, authority: CertificateAuthority) throws {
        let catalog = try ResourceCatalog.bundled(
            flux: configuration.flux,
            hasKappController: configuration.hasKappController
        ).addingReviews()
        self.configuration = configuration
        self.authority = authority
        certificate = try authority.serverCertificate(
            names: [
                "localhost", configuration.name, "kubernetes", "kubernetes.default", "kubernetes.default.svc",
                "kubernetes.default.svc.cluster.local",
            ],
            addresses: [[127, 0, 0, 1], Array(repeating: 0, count: 15) + [1]]
        )
        store = ObjectStore(
            catalog: catalog,
            certificateAuthorityPEM: authority.certificatePEM,
            now: configuration.now
        )
        let types = try ServerTypes(catalog)
        authenticator = Authenticator(
            certificates: ClientCertificateVerifier(authority: authority),
            store: store,
            types: types,
            now: configuration.now
        )
        authorizer = RBACAuthorizer(store: store, types: types)
        faults = FaultInjector(configuration.faults)
        let tokens = TokenRequests(
            store: store,
            types: types,
            authenticator: authenticator,
            authorityPEM: authority.certificatePEM,
            now: configuration.now
        )
        let reads = ResourceReads(
            store: store,
            streamsInitialEvents: configuration.streamsInitialEvents,
            stopSignal: stopSignal,
            now: configuration.now
        )
        let writes = ResourceWrites(
            store: store,
            reads: reads,
            escalation: EscalationGuard(authorizer: authorizer),
            tokens: tokens,
            types: types
        )
        resources = ResourceRouter(
            store: store,
            reads: reads,
            writes: writes,
            reviews: AccessReviews(authorizer: authorizer, authenticator: authenticator),
            tokens: tokens,
            podLogs: PodLogAnswers(store: store, logs: podLogs, stopSignal: stopSignal),
            now: configuration.now
        )
        try BootstrapPolicy.install(in: store, types: types)
    }

    /// What requests go through.
    var pipeline: RequestPipeline {
        RequestPipeline(
            authenticator: authenticator,
            authorizer: authorizer,
            paths: PathRouter(
                store: store,
                serverAddress: address
            ),
            resources: resources,
            faults: faults,
            log: log,
            connections: connections,
            stopSignal: stopSignal
        )
    }
}
