public import WeirPrimitives
internal import WeirStreaming

/// Something that happens to a page.
public enum PageAction: String, Sendable, CaseIterable {
  /// Another tab comes to the front.
  case hide
  case show
  /// Its handlers and timers stop; what arrives waits.
  case freeze
  case thaw
  /// Its document is loaded again: what it had open ends at once.
  case reload
  /// Its address changes; the page left goes into the back/forward cache.
  case navigate
  /// Back to the page that was left.
  case back
  case close
  /// Its script closes its streams: `EventSource.close()`, or the abort of a `fetch`.
  case closeStreams = "close-streams"
}

/// What a browser does with pages that nobody looks at.
public struct BrowserHabits: Sendable, Equatable {
  /// How long a page that was left keeps its streams open, to be shown again at once; nil for
  /// not at all.
  ///
  /// Chromium 156: 60 s, as measured.
  public var backForwardCache: TimeSpan?
  /// How long the streams of a tab that was closed stay open; nil for not at all.
  public var closing: TimeSpan?
  /// Timers of hidden pages fire at multiples of this: 1 s in Chromium, Firefox and Safari.
  public var hiddenTimerGrain = TimeSpan.seconds(1)
  /// Chained timers of pages hidden for so long fire at multiples of ``intensiveTimerGrain``;
  /// nil for never.
  ///
  /// Chromium 88 and later: 5 minutes, then once a minute.
  public var intensiveAfter: TimeSpan? = .seconds(300)
  public var intensiveTimerGrain = TimeSpan.seconds(60)

  public init(backForwardCache: TimeSpan? = .seconds(60), closing: TimeSpan? = nil) {
    self.backForwardCache = backForwardCache
    self.closing = closing
  }
}

/// A page in a tab of its own, with the programs that run in it.
struct Page: Sendable {
  enum State: Sendable {
    case unopened
    case open
    /// Left, and kept to be shown again at once.
    case cached
    case closed
  }

  var state = State.unopened
  var isHidden = false
  var hiddenSince = Instant.zero
  /// Whether its handlers stand still.
  var isFrozen = false
  /// Its document; nil for none.
  var document: UInt32?
  /// Consumers that begin behind the document.
  var content: [UInt32] = []
  /// All consumers in it.
  var consumers: [UInt32] = []
  let closesWhenHidden: Bool
}

extension StreamClient {
  /// Adds a page, which the command opens whose number is returned.
  public mutating func addPage(
    closesWhenHidden: Bool = false
  ) -> (page: UInt32, command: UInt32) {
    let page = UInt32(pages.count)
    pages.append(Page(closesWhenHidden: closesWhenHidden))
    commands.append(.openPage(page))
    return (page, UInt32(commands.count - 1))
  }

  /// Adds something that happens to a page; returns the number of its command.
  public mutating func add(_ action: PageAction, to page: UInt32) -> UInt32 {
    commands.append(.page(page, action))
    return UInt32(commands.count - 1)
  }

  /// Makes the consumer that a command begins the document of its page, or its content.
  public mutating func place(_ command: UInt32, asDocument isDocument: Bool, of page: UInt32) {
    guard case .begin(let index) = commands[Int(command)] else {
      preconditionFailure("command \(command) begins no consumer")
    }
    if isDocument {
      pages[Int(page)].document = index
    } else {
      pages[Int(page)].content.append(index)
    }
  }

  /// Begins a consumer; its page is opened first where it is not.
  mutating func beginInPage(_ index: Int, at now: Instant, into effects: inout Effects) {
    let page = consumers[index].page
    if page != StreamConsumer.noPage {
      switch pages[Int(page)].state {
      case .unopened: openPage(page, at: now, into: &effects)
      case .open: break
      case .cached, .closed:
        end(index, .stopped, Note(.pageIsGone), at: now, into: &effects)
        return
      }
    }
    begin(index, at: now, into: &effects)
  }

  mutating func openPage(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    guard pages[Int(page)].state == .unopened else { return }
    pages[Int(page)].state = .open
    if let front = visiblePage { hide(front, at: now, into: &effects) }
    visiblePage = page
    load(page, at: now, into: &effects)
  }

  private mutating func load(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    if let document = pages[Int(page)].document {
      begin(Int(document), at: now, into: &effects)
    } else {
      beginContent(of: page, at: now, into: &effects)
    }
  }

  private mutating func beginContent(
    of page: UInt32, at now: Instant, into effects: inout Effects
  ) {
    for index in pages[Int(page)].content { begin(Int(index), at: now, into: &effects) }
  }

  /// The document of a page is there, so that its programs run.
  mutating func documentLoaded(_ index: Int, at now: Instant, into effects: inout Effects) {
    let page = consumers[index].page
    guard page != StreamConsumer.noPage, pages[Int(page)].document == UInt32(index),
      pages[Int(page)].state == .open
    else { return }
    beginContent(of: page, at: now, into: &effects)
  }

  /// Whether a consumer's handlers stand still.
  func isFrozen(_ index: Int) -> Bool {
    let page = consumers[index].page
    return page != StreamConsumer.noPage && pages[Int(page)].isFrozen
  }

  // MARK: What happens to pages

  mutating func act(
    _ action: PageAction, on page: UInt32, at now: Instant, into effects: inout Effects
  ) {
    switch pages[Int(page)].state {
    case .open: break
    case .cached where action == .back || action == .close: break
    case .unopened, .cached, .closed: return
    }
    effects.list.append(
      .note(Note(.page, value: action.number, detail: UInt64(page) + 1)))
    switch action {
    case .hide: hide(page, at: now, into: &effects)
    case .show: show(page, at: now, into: &effects)
    case .freeze: pages[Int(page)].isFrozen = true
    case .thaw: thaw(page, at: now, into: &effects)
    case .reload: reload(page, at: now, into: &effects)
    case .navigate: leave(page, for: habits?.backForwardCache, at: now, into: &effects)
    case .back: comeBack(page, at: now, into: &effects)
    case .close: leave(page, for: habits?.closing, at: now, into: &effects)
    case .closeStreams:
      for index in pages[Int(page)].consumers.map(Int.init) where !consumers[index].isPlain {
        stop(index, at: now, into: &effects)
      }
    }
  }

  private mutating func hide(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    guard !pages[Int(page)].isHidden else { return }
    pages[Int(page)].isHidden = true
    pages[Int(page)].hiddenSince = now
    if visiblePage == page { visiblePage = nil }
    for index in pages[Int(page)].consumers.map(Int.init)
    where !consumers[index].isPlain
      && (pages[Int(page)].closesWhenHidden || consumers[index].policy.whenHidden == .closes)
    {
      suspend(index, at: now, into: &effects)
    }
  }

  private mutating func show(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    guard pages[Int(page)].isHidden, pages[Int(page)].state == .open else { return }
    if let front = visiblePage, front != page { hide(front, at: now, into: &effects) }
    pages[Int(page)].isHidden = false
    visiblePage = page
    for index in pages[Int(page)].consumers.map(Int.init)
    where consumers[index].phase == .suspended {
      takeUp(index, at: now, into: &effects)
    }
  }

  private mutating func thaw(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    guard pages[Int(page)].isFrozen else { return }
    pages[Int(page)].isFrozen = false
    for index in pages[Int(page)].consumers.map(Int.init) {
      guard let held = consumers[index].held.value else { continue }
      consumers[index].held.value = nil
      receive(held, index, at: now, into: &effects)
    }
  }

  private mutating func reload(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    for index in pages[Int(page)].consumers.map(Int.init) {
      let isAgain =
        pages[Int(page)].document == UInt32(index)
        || pages[Int(page)].content.contains(UInt32(index))
      if isAgain {
        startOver(index, at: now, into: &effects)
      } else {
        stop(index, at: now, into: &effects)
      }
    }
    pages[Int(page)].isFrozen = false
    load(page, at: now, into: &effects)
  }

  /// Leaves a page: its handlers stand still at once, its streams end after a time.
  private mutating func leave(
    _ page: UInt32, for time: TimeSpan?, at now: Instant, into effects: inout Effects
  ) {
    guard let time, pages[Int(page)].state == .open else {
      return closePage(page, at: now, into: &effects)
    }
    pages[Int(page)].state = .cached
    pages[Int(page)].isFrozen = true
    if visiblePage == page { visiblePage = nil }
    effects.list.append(.setTimer(Self.pageTimer(page), at: now + time))
  }

  private mutating func comeBack(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    guard pages[Int(page)].state == .cached else { return }
    pages[Int(page)].state = .open
    effects.list.append(.cancelTimer(Self.pageTimer(page)))
    if let front = visiblePage { hide(front, at: now, into: &effects) }
    visiblePage = page
    thaw(page, at: now, into: &effects)
    show(page, at: now, into: &effects)
  }

  mutating func pageTimerFired(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    if pages[Int(page)].state == .cached { closePage(page, at: now, into: &effects) }
  }

  private mutating func closePage(_ page: UInt32, at now: Instant, into effects: inout Effects) {
    if pages[Int(page)].state == .cached {
      effects.list.append(.cancelTimer(Self.pageTimer(page)))
    }
    pages[Int(page)].state = .closed
    if visiblePage == page { visiblePage = nil }
    for index in pages[Int(page)].consumers.map(Int.init) {
      stop(index, at: now, into: &effects)
    }
  }

  /// When a timer that a page sets fires: later than asked while it is hidden.
  ///
  /// An `EventSource` waits in the browser, outside of its page's timers.
  func throttled(_ due: Instant, _ index: Int, at now: Instant) -> Instant {
    let page = consumers[index].page
    guard page != StreamConsumer.noPage, consumers[index].source == nil, let habits,
      pages[Int(page)].isHidden
    else { return due }
    var grain = habits.hiddenTimerGrain
    if let after = habits.intensiveAfter, now.elapsed(since: pages[Int(page)].hiddenSince) >= after
    {
      grain = habits.intensiveTimerGrain
    }
    let step = max(grain.nanoseconds, 1)
    let (steps, rest) = due.elapsed(since: .zero).nanoseconds.quotientAndRemainder(dividingBy: step)
    return .zero + .nanoseconds((rest == 0 ? steps : steps + 1) * step)
  }
}

extension PageAction {
  /// Its place among all, for notes.
  public var number: UInt64 { UInt64(Self.allCases.firstIndex(of: self) ?? 0) }
}
