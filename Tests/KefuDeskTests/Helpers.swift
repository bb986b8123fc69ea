import Foundation

let noon = Date(timeIntervalSince1970: 1_794_974_400)
