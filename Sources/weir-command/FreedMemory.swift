/// What becomes of memory that a run has freed.
enum FreedMemory {
  /// Keeps it for the next run instead of giving it back to the system.
  ///
  /// A run takes and frees some hundred KiB. Giving that back and asking for it again took a
  /// twentieth of a sweep. Once glibc has seen a block of this size freed, it keeps up to twice as
  /// much: mallopt(3), M_MMAP_THRESHOLD. The block is never touched and costs nothing; elsewhere
  /// this does nothing.
  static func keep() {
    UnsafeMutableRawPointer.allocate(byteCount: 24 << 20, alignment: 16).deallocate()
  }
}
