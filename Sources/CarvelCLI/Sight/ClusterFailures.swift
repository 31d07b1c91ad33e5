import CarvelCore

extension [ClusterFailure] {
    /// Tells of each on stderr.
    func tell() {
        for failure in self { Console.standard.tell(.failure, failure.message) }
    }
}
