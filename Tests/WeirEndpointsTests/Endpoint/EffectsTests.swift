import Testing
import WeirEndpoints
import WeirPrimitives

@Suite struct EffectsTests {
  @Test("Each write has its own range of bytes, and marks that count from its first byte")
  func writes() {
    var effects = Effects()
    for (socket, text) in [(3, "abc"), (4, "de")] as [(UInt32, String)] {
      effects.write(on: SocketID(socket)) { bytes, marks in
        bytes += Array(text.utf8)
        marks.append(Mark(end: UInt64(bytes.count), length: 1, stream: 0, number: socket))
      }
    }
    var writes: [[Int]] = []
    for case .write(let socket, let bytes, let marks) in effects.list {
      writes.append([
        Int(socket.number), Int(bytes.lowerBound), Int(bytes.upperBound), Int(marks.lowerBound),
        Int(marks.upperBound),
      ])
    }
    #expect(writes == [[3, 0, 3, 0, 1], [4, 3, 5, 1, 2]])
    #expect(effects.bytes == Array("abcde".utf8))
    #expect(effects.marks.map(\.end) == [3, 2])
  }

  @Test("Sockets and streams are numbered on from where the world stands")
  func numbers() {
    var effects = Effects()
    effects.nextSocket = 5
    effects.nextStream = 9
    #expect(effects.connect(host: 1, port: 80) == SocketID(5))
    #expect(effects.connect(host: 1, port: 80) == SocketID(6))
    #expect(effects.openStream(named: Array("a".utf8)) == 9)
    #expect(effects.openStream(named: Array("bc".utf8)) == 10)
    #expect(effects.bytes == Array("abc".utf8))
    effects.removeAll()
    #expect(effects.list.isEmpty)
    #expect(effects.bytes.isEmpty)
    #expect(effects.marks.isEmpty)
    #expect(effects.nextSocket == 7)
  }
}
