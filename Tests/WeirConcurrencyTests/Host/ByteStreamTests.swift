import Testing
import Weir
import WeirConcurrency

@Suite struct `Byte streams between programs` {
  @Test func `connect, write, read, end: each at its instant`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("echo", on: "server") { host in
      for try await stream in try host.listen(on: 7) {
        log.add("\(host.milliseconds) accepted")
        while let bytes = try await stream.read() {
          log.add("\(host.milliseconds) server read \(String(decoding: bytes, as: UTF8.self))")
          try await stream.write(bytes)
        }
        log.add("\(host.milliseconds) server read the end")
        stream.close()
        return
      }
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server", port: 7)
      log.add("\(host.milliseconds) connected to \(stream.peer)")
      try await stream.write("hello")
      let bytes = try await stream.read()
      log.add("\(host.milliseconds) client read \(bytes?.count ?? 0) bytes")
      stream.finish()
      let end = try await stream.read()
      log.add("\(host.milliseconds) client read \(end == nil ? "the end" : "more")")
    }
    let result = simulation.run()
    #expect(
      log.lines == [
        "80 connected to server:7", "120 accepted", "120 server read hello",
        "160 client read 5 bytes", "200 server read the end", "240 client read the end",
      ])
    #expect(result.verdict == .passed)
    #expect(result.reasons == [])
  }

  @Test func `a reader that does not read stops its writer, and lets it go on`() throws {
    let simulation = try SmallSimulations.pair(receiveBuffer: 65_536, sendBuffer: 131_072)
    let log = Log()
    let total = 1_000_000
    try simulation.program("slow", on: "server") { host in
      guard let stream = try await host.listen().accept() else { return }
      try await Task.sleep(for: .seconds(20))
      var count = 0
      while let bytes = try await stream.read(upTo: 10_000) { count += bytes.count }
      log.add("read \(count)")
    }
    try simulation.program("writer", on: "client") { host in
      let stream = try await host.connect(to: "server")
      try await stream.write([UInt8](repeating: 1, count: total))
      log.add(host.now.nanoseconds > 20_000_000_000 ? "written after 20 s" : "written too early")
      stream.finish()
      _ = try await stream.read()
    }
    let result = simulation.run()
    #expect(log.lines == ["written after 20 s", "read \(total)"])
    #expect(result.verdict == .passed)
  }

  @Test func `reads return no more than asked for, and nothing is lost between them`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("server", on: "server") { host in
      guard let stream = try await host.listen().accept() else { return }
      try await stream.write("abcdefg")
      stream.finish()
      _ = try await stream.read()
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      while let bytes = try await stream.read(upTo: 3) {
        log.add(String(decoding: bytes, as: UTF8.self))
      }
    }
    #expect(simulation.run().reasons == [])
    #expect(log.lines == ["abc", "def", "g"])
  }

  @Test func `bytes before a reset are read before it is told, once`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("server", on: "server") { host in
      guard let stream = try await host.listen().accept() else { return }
      try await stream.write("last words")
      try await Task.sleep(for: .milliseconds(10))
      stream.abort()
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      try await Task.sleep(for: .seconds(1))
      do {
        while let bytes = try await stream.read() {
          log.add(String(decoding: bytes, as: UTF8.self))
        }
      } catch { log.add("\(error)") }
      do {
        try await stream.write("?")
      } catch { log.add("\(error)") }
    }
    _ = simulation.run()
    #expect(
      log.lines == [
        "last words", "server:80: connection reset (ECONNRESET)",
        "server:80: broken pipe (EPIPE)",
      ])
  }

  @Test func `what cannot be reached is told by the error of its kind`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("client", on: "client") { host in
      for (name, port) in [("server", UInt16(9)), ("nobody", 80)] {
        do {
          _ = try await host.connect(to: name, port: port)
        } catch { log.add("\(host.milliseconds) \(error)") }
      }
      _ = try host.listen(on: 5)
      do {
        _ = try host.listen(on: 5)
      } catch { log.add("\(error)") }
    }
    #expect(simulation.run().verdict == .passed)
    #expect(
      log.lines == [
        "80 server:9: connection refused (ECONNREFUSED)", "80 there is no host called nobody",
        "port 5: port in use (EADDRINUSE)",
      ])
  }

  @Test func `two readers of one stream are told so`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("server", on: "server") { host in
      guard let stream = try await host.listen().accept() else { return }
      try await Task.sleep(for: .seconds(1))
      stream.close()
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<2 {
          group.addTask {
            do {
              log.add(try await stream.read() == nil ? "the end" : "bytes")
            } catch { log.add("\(error)") }
          }
        }
      }
    }
    _ = simulation.run()
    #expect(
      log.lines == ["another task is already busy with the connection with server:80", "the end"])
  }

  @Test func `a cancelled read throws at once and the stream lives on`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("server", on: "server") { host in
      guard let stream = try await host.listen().accept() else { return }
      try await Task.sleep(for: .seconds(2))
      try await stream.write("late")
      stream.close()
    }
    try simulation.program("client", on: "client") { host in
      let stream = try await host.connect(to: "server")
      let reading = Task { try await stream.read() }
      try await Task.sleep(for: .milliseconds(500))
      reading.cancel()
      do {
        _ = try await reading.value
      } catch { log.add("\(host.milliseconds) \(error is CancellationError)") }
      let bytes = try await stream.read() ?? []
      log.add("\(host.milliseconds) \(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(simulation.run().reasons == [])
    #expect(log.lines == ["580 true", "2160 late"])
  }

  @Test func `closing a listener refuses and resets`() throws {
    let simulation = try SmallSimulations.pair()
    let log = Log()
    try simulation.program("server", on: "server") { host in
      let listener = try host.listen()
      try await Task.sleep(for: .seconds(1))
      listener.close()
      log.add(try await listener.accept() == nil ? "closed" : "accepted")
    }
    try simulation.program("client", on: "client") { host in
      let waiting = try await host.connect(to: "server")
      do {
        _ = try await waiting.read()
      } catch { log.add("\(host.milliseconds) \(error)") }
      do {
        _ = try await host.connect(to: "server")
      } catch { log.add("\(host.milliseconds) \(error)") }
    }
    _ = simulation.run()
    #expect(
      log.lines == [
        "closed", "1040 server:80: connection reset (ECONNRESET)",
        "1120 server:80: connection refused (ECONNREFUSED)",
      ])
  }
}
