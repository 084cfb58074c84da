internal import WeirKernel
internal import WeirPrimitives

/// A name with what is selected of it: `phone`, `phone[7]`, `client[0..<300]`.
struct SelectedName {
  let name: String
  let selection: Selection?

  /// Brackets that hold no selection are part of the name, which then names nothing.
  init(_ text: String) {
    if text.utf8.last == UInt8(ascii: "]"), let open = text.firstIndex(of: "["),
      let selection = Selection(String(text[text.index(after: open)...].dropLast()))
    {
      name = String(text[..<open])
      self.selection = selection
    } else {
      name = text
      selection = nil
    }
  }

  /// The counted name and the index of a member such as `phone[7]`; nil for other names.
  static func member(_ text: String) -> (name: String, index: Int)? {
    guard text.utf8.last == UInt8(ascii: "]") else { return nil }
    let selected = SelectedName(text)
    guard case .index(let index)? = selected.selection else { return nil }
    return (selected.name, index)
  }
}

/// The hosts or the links of an expanded plan, by everything they may be called.
struct Roster {
  /// Places in the plan.
  private var names: [String: Int] = [:]  // lookup only
  /// Members of counted names, by rising index as a rule.
  private var families: [String: [(index: Int, place: Int)]] = [:]  // lookup only
  private var roles: [String: [Int]] = [:]  // lookup only

  init(_ hosts: [HostPlan]) {
    names.reserveCapacity(hosts.count)
    for (place, host) in hosts.enumerated() { add(host.name, host.roles, at: place) }
  }

  init(_ links: [LinkPlan]) {
    names.reserveCapacity(links.count)
    for (place, link) in links.enumerated() { add(link.name, link.roles, at: place) }
  }

  private mutating func add(_ name: String, _ itsRoles: [String], at place: Int) {
    names[name] = place
    if let (family, index) = SelectedName.member(name) {
      families[family, default: []].append((index, place))
    }
    for role in itsRoles { roles[role, default: []].append(place) }
  }

  /// The place of the one that bears a name; nil when nobody does.
  func place(of name: String) -> Int? { names[name] }

  /// The members of a counted name; nil for other names.
  func family(_ name: String) -> [(index: Int, place: Int)]? { families[name] }

  /// The places of all that a name or a role stands for, in the order of the plan.
  func places(of name: String) -> [Int] {
    let carriers = roles[name] ?? []
    var named = families[name]?.map(\.place) ?? []
    if let place = names[name] { named.append(place) }
    if named.isEmpty { return carriers }
    if carriers.isEmpty, named.count == 1 { return named }
    var all: [Int] = []
    for place in (named + carriers).sorted() where place != all.last { all.append(place) }
    return all
  }

  /// The places of those selected, in the order of the plan; empty where nobody is.
  ///
  /// - Parameter draws: decides which belong to a share, one draw a member, by index or place.
  func places(of name: String, _ selection: Selection?, draws: DrawKey) -> [Int] {
    guard let selection else { return places(of: name) }
    let members: [(index: Int, place: Int)] =
      families[name] ?? places(of: name).enumerated().map { ($0.offset, $0.element) }
    let chosen: [(index: Int, place: Int)]
    switch selection {
    case .index(let index):
      chosen = members.filter { $0.index == index }
    case .range(let range):
      chosen = members.filter { range.contains($0.index) }
    case .share(let share):
      let ranked = members.map { (draw: draws.bits(UInt64($0.index)), member: $0) }.sorted {
        ($0.draw, $0.member.index) < ($1.draw, $1.member.index)
      }
      chosen = ranked.prefix(share.count(of: members.count)).map(\.member)
    }
    return chosen.map(\.place).sorted()
  }
}

extension Ratio {
  /// So much of a number, rounded half up.
  fileprivate func count(of whole: Int) -> Int {
    let doubled = UInt128(numerator) * UInt128(whole) * 2 + UInt128(denominator)
    return Int(doubled / (UInt128(denominator) * 2))
  }
}
