internal import Dispatch
internal import Synchronization

/// Runs independent worlds on as many cores as there are; the results are in order.
public func inParallel<Result: Sendable>(
  _ count: Int, _ body: @escaping @Sendable (Int) -> Result
) -> [Result] {
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result = body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0 }.map { result in
    guard let result else { preconditionFailure("each index is run") }
    return result
  }
}
