import Glibc

extension Console {
    /// The columns of the terminal that data goes to; `nil` where it goes elsewhere, or the terminal does not say.
    public var columns: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
