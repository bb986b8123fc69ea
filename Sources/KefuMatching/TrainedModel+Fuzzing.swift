@_spi(Fuzzing) extension TrainedModel {
  /// A model of bytes whose checksum is put right first, so that what lies behind it is tried too.
  public init(correctingChecksumOf bytes: [UInt8]) throws(ModelFileError) {
    try self.init(
      ModelBytes(count: bytes.count) { memory in
        memory.copyBytes(from: bytes)
        guard bytes.count >= ModelFile.headerLength else { return }
        let sum = ModelFile.checksum(ofFile: UnsafeRawBufferPointer(memory))
        memory.storeBytes(of: sum.littleEndian, toByteOffset: 24, as: UInt64.self)
      })
  }
}
