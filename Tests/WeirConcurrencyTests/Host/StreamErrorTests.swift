import Testing
import Weir
import WeirConcurrency

@Suite struct `What may go wrong with a stream` {
  /// Runs a client against a server that does something with the connection it accepts.
  private func lines(
    sendBuffer: UInt32? = nil,
    server: @escaping @Sendable (ByteStream) async throws -> Void,
    client: @escaping @Sendable (SimulatedHost, ByteStream, Log) async throws -> Void
  ) throws -> [String] {
    let simulation = try SmallSimulations.pair(sendBuffer: sendBuffer)
    let log = Log()
    try simulation.service("server", on: "server") { host in
      guard let stream = try await host.listen().accept() else { return }
      try await server(stream)
      // Held: a stream that is let go of closes.
      withExtendedLifetime(stream) {}
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      do {
        try await client(host, stream, log)
      } catch { log.add("\(host.milliseconds) \(error)") }
    }
    _ = simulation.run()
    return log.lines
  }

  private func stay(_ stream: ByteStream) async throws { try await Task.sleep(for: .seconds(60)) }

  @Test func `a stream that was closed here is EBADF, one shut down EPIPE`() throws {
    let lines = try lines(server: stay) { host, stream, log in
      stream.finish()
      do {
        try await stream.write("x")
      } catch { log.add("\(error)") }
      stream.close()
      do {
        try await stream.write("x")
      } catch { log.add("\(error)") }
      _ = try await stream.read()
    }
    #expect(
      lines == [
        "server:80: broken pipe (EPIPE)", "server:80: socket closed (EBADF)",
        "80 server:80: socket closed (EBADF)",
      ])
  }

  @Test func `a reset is thrown once by whoever comes first, then reads find the end`() throws {
    let lines = try lines(
      server: { stream in
        try await stream.write("last")
        stream.abort()
      },
      client: { host, stream, log in
        try await Task.sleep(for: .seconds(1))
        do {
          try await stream.write("?")
        } catch {
          log.add("\((error as? StreamError)?.socketError?.name ?? "another error")")
        }
        for try await bytes in stream { log.add(String(decoding: bytes, as: UTF8.self)) }
        log.add("the end")
        try await stream.write("?")
      })
    // The RST overtook nothing: the bytes arrived first.
    #expect(
      lines == ["ECONNRESET", "last", "the end", "1080 server:80: broken pipe (EPIPE)"])
  }

  @Test func `a write behind the peer's close is EPIPE once its RST has come`() throws {
    let lines = try lines(server: { $0.close() }) { host, stream, log in
      let bytes = try await stream.read()
      log.add("\(host.milliseconds) \(bytes == nil ? "end" : "bytes")")
      try await stream.write("first")
      log.add("\(host.milliseconds) taken")
      try await Task.sleep(for: .seconds(1))
      try await stream.write("second")
    }
    #expect(
      lines == ["160 end", "160 taken", "1160 server:80: broken pipe (EPIPE)"])
  }

  @Test func `writing without waiting takes what fits, then throws EAGAIN`() throws {
    let lines = try lines(sendBuffer: nil, server: stay) { host, stream, log in
      try stream.set(.sendBuffer(8_000))
      log.add("\(try stream.writeWithoutWaiting([UInt8](repeating: 1, count: 10_000)))")
      do {
        _ = try stream.writeWithoutWaiting([1])
      } catch { log.add("\(error)") }
      try await stream.waitUntilWritable()
      log.add("\(host.milliseconds) writable")
    }
    #expect(
      lines == ["8000", "server:80: no room in the send buffer (EAGAIN)", "160 writable"])
  }

  @Test func `values that mean nothing are told as such, not trapped on`() throws {
    let lines = try lines(server: stay) { host, stream, log in
      do {
        _ = try await stream.read(upTo: 0)
      } catch { log.add("\(error)") }
      try stream.set(.keepAlive(.init(count: 0)))
    }
    #expect(
      lines == [
        "a read of at most 0 bytes; ask for 1 or more",
        "80 server:80: invalid argument (EINVAL)",
      ])
  }

  @Test func `as a sequence a stream gives its chunks and ends with the peer's`() throws {
    let lines = try lines(
      server: { stream in
        try await stream.write("one")
        try await Task.sleep(for: .milliseconds(10))
        try await stream.write("two")
        stream.finish()
      },
      client: { host, stream, log in
        for try await chunk in stream {
          log.add("\(host.milliseconds) \(String(decoding: chunk, as: UTF8.self))")
        }
        log.add("\(host.milliseconds) end")
      })
    #expect(lines == ["160 one", "170 two", "170 end"])
  }
}
