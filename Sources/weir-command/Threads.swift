#if canImport(Glibc)
  @preconcurrency import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif
import Synchronization

/// Independent pieces of work, spread over threads.
enum Threads {
  /// Macs give threads 512 KiB, too little to be sure of.
  private static let stackBytes = 8 << 20

  /// Returns the results of pieces `0..<count`, in their order, however many threads worked.
  static func map<Product: Sendable>(
    count: Int, threads: Int, _ work: @escaping @Sendable (Int) -> Product
  ) -> [Product] {
    guard threads > 1, count > 1 else { return (0..<count).map(work) }
    let pile = Pile(count: count, work)
    var started: [pthread_t] = []
    for _ in 0..<min(threads, count) {
      if let thread = start({ pile.workOff() }) { started.append(thread) }
    }
    pile.workOff()  // all of it, if no thread could be started
    for thread in started { pthread_join(thread, nil) }
    return pile.products
  }

  private final class Job {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Starts a thread; nil when the system has none to give.
  private static func start(_ body: @escaping @Sendable () -> Void) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, stackBytes)
    let job = Unmanaged.passRetained(Job(body))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let status = pthread_create(&thread, &attributes, runJob, job.toOpaque())
    if status != 0 {
      job.release()
      return nil
    }
    return thread
  }

  #if canImport(Glibc)
    private static let runJob:
      @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { pointer in
          if let pointer { Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body() }
          return nil
        }
  #else
    private static let runJob:
      @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = {
        pointer in
        Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body()
        return nil
      }
  #endif
}

/// Work that threads take from the top, piece by piece.
private final class Pile<Product: Sendable>: Sendable {
  private let work: @Sendable (Int) -> Product
  private let count: Int
  private let next = Atomic<Int>(0)
  private let done: Mutex<[Product?]>

  init(count: Int, _ work: @escaping @Sendable (Int) -> Product) {
    self.count = count
    self.work = work
    done = Mutex(Array(repeating: nil, count: count))
  }

  func workOff() {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      if index >= count { return }
      let product = work(index)
      done.withLock { $0[index] = product }
    }
  }

  var products: [Product] { done.withLock { $0.compactMap { $0 } } }
}
