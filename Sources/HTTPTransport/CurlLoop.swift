internal import CCurl

/// What runs on one of libcurl's threads, and on no other: takes commands, moves the transfers on, and tells each exchange
/// how it ended.
final class CurlLoop {
    private let multi: MultiHandle
    private let commands: CommandQueue
    private var transfers: [ObjectIdentifier: Transfer] = [:]
    private let arrivals = Arrivals()

    init(multi: MultiHandle, commands: CommandQueue) {
        self.multi = multi
        self.commands = commands
    }

    /// Works until the queue is stopped.
    func run() {
        while let taken = commands.take() {
            for command in taken { carryOut(command) }
            multi.perform()
            deliver()
            finishTransfers()
            multi.poll()
        }
        // Nobody wakes the handle after this, so that it can be freed.
        let leftOver = commands.close()
        for transfer in transfers.values {
            multi.remove(transfer.easy)
            transfer.exchange.finish(.failure(.shutDown(transfer.exchange.request.server)))
        }
        transfers = [:]
        for case .start(let exchange) in leftOver {
            exchange.finish(.failure(.shutDown(exchange.request.server)))
        }
        multi.free()
    }

    /// Hands over what has arrived, of which there are few transfers at a time, however many wait.
    private func deliver() {
        for exchange in arrivals.exchanges { exchange.deliver() }
        arrivals.exchanges.removeAll(keepingCapacity: true)
    }

    private func carryOut(_ command: Command) {
        switch command {
        case .start(let exchange): start(exchange)
        case .resume(let exchange): transfers[ObjectIdentifier(exchange)]?.resume()
        case .end(let exchange): remove(exchange)
        }
    }

    private func start(_ exchange: Exchange) {
        // It may have been cancelled on its way here.
        guard !exchange.hasEnded else { return }
        do throws(SetupFailure) {
            let transfer = try Transfer(exchange, arrivals)
            let code = multi.add(transfer.easy)
            guard code == CURLM_OK else { throw SetupFailure(text: String(cString: curl_multi_strerror(code))) }
            transfers[ObjectIdentifier(exchange)] = transfer
        } catch {
            exchange.finish(.failure(.other(exchange.request.server, error.text)))
        }
    }

    private func finishTransfers() {
        while let (easy, code) = multi.nextFinished() {
            guard let transfer = Transfer.owner(of: easy) else { continue }
            let exchange = transfer.exchange
            let outcome = transfer.outcome(code)
            remove(exchange)
            exchange.finish(outcome)
        }
    }

    private func remove(_ exchange: Exchange) {
        guard let transfer = transfers.removeValue(forKey: ObjectIdentifier(exchange)) else { return }
        multi.remove(transfer.easy)
    }
}
