import Crypto
import NIOSSL
@main struct M { static func main() {} }
