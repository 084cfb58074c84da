internal import Foundation

/// What was measured of Linux's TCP: the tables in `shared/truth`, by their own names.
public enum Measured {
  /// The folder beside the package, whether it is there or not.
  public static let folder: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(5)  // package/Tests/TCPTruth/Measured/Measurements.swift
    return parts.joined(separator: "/") + "/shared/truth"
  }()

  public static var exists: Bool {
    FileManager.default.fileExists(atPath: folder + "/tcp_bulk.json")
  }

  public struct Unreadable: Error, CustomStringConvertible {
    public let path: String
    public let reason: String

    public var description: String {
      "\(path): \(reason); the folder with the tables can be named with --truth FOLDER"
    }
  }

  /// Reads the table of one file.
  public static func rows<Row: Decodable>(
    _ name: String, in folder: String = folder, as: Row.Type = Row.self
  ) throws(Unreadable) -> [Row] {
    let path = folder + "/" + name
    do {
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return try decoder.decode(Table<Row>.self, from: data).table
    } catch {
      throw Unreadable(path: path, reason: "\(error)")
    }
  }

  private struct Table<Row: Decodable>: Decodable { var table: [Row] }

  /// A row of `tcp_bulk.json`; goodput in Mbit/s.
  public struct Bulk: Decodable, Sendable {
    public var bytes: Int
    public var cc: String
    public var goodputMax: Double
    public var goodputMbitMean: Double
    public var goodputMin: Double
    public var loss: Double
    public var n: Int
    public var rateMbit: Double
    public var retransMean: Double
    public var rttMs: Double

    public init(
      bytes: Int, cc: String, goodputMax: Double, goodputMbitMean: Double, goodputMin: Double,
      loss: Double, n: Int, rateMbit: Double, retransMean: Double, rttMs: Double
    ) {
      self.bytes = bytes
      self.cc = cc
      self.goodputMax = goodputMax
      self.goodputMbitMean = goodputMbitMean
      self.goodputMin = goodputMin
      self.loss = loss
      self.n = n
      self.rateMbit = rateMbit
      self.retransMean = retransMean
      self.rttMs = rttMs
    }

    /// The single runs: least and greatest are given, a third follows from the mean.
    public var values: [Double] {
      let ends = [goodputMin, goodputMax]
      guard n == 3 else { return ends }
      return ends + [min(max(3 * goodputMbitMean - ends[0] - ends[1], ends[0]), ends[1])]
    }
  }

  /// A row of `tcp_small.json`; milliseconds.
  public struct Small: Decodable, Sendable {
    /// Packets the emulator lost and saw, acknowledgments first, then messages.
    ///
    /// That they are by direction and not by run follows from the counts: acknowledgments seen are
    /// messages seen less messages lost.
    public var emuLost: [UInt64]
    public var emuPackets: [UInt64]
    public var extraDelayHistogram25Ms: [String: Int]
    public var intervalMs: Double
    public var loss: Double
    public var n: Int
    public var p50: Double
    public var p95: Double
    public var p99: Double
    public var rttMs: Double
    public var shareDelayedOver20Ms: Double

    /// Messages by extra delay, in order.
    public var histogram: [(milliseconds: Int, count: Int)] {
      extraDelayHistogram25Ms.compactMap { key, count in Int(key).map { ($0, count) } }
        .sorted { $0.milliseconds < $1.milliseconds }
    }
  }

  /// A row of `tcp_connect.json`; milliseconds.
  public struct Connect: Decodable, Sendable {
    public var extraWholeSecondsHistogram: [String: Int]
    public var loss: Double
    public var max: Double
    public var n: Int
    public var p50: Double
    public var rttMs: Double

    /// Attempts that took one second more, and two.
    public func slow(seconds: Int) -> Int { extraWholeSecondsHistogram["\(seconds)s+"] ?? 0 }
    public var slow: Int { n - slow(seconds: 0) }
  }

  /// A row of `tcp_dead_peer.json`; seconds.
  public struct DeadPeer: Decodable, Sendable {
    public var detectedS: Double
    public var kind: String
    public var rttMs: Double
    public var rtoMsBefore: Double?
    public var sentIntoBlackholeS: [Double]
  }
}
