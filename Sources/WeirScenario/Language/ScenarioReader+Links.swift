internal import WeirNetwork
internal import WeirPrimitives
internal import WeirWorld

extension ScenarioReader {
  func decodeLinks(_ field: JSON5Field?) -> [LinkPlan] {
    guard let field else { return [] }
    return field.object(as: "the links") { links in
      links.entries().map { entry in
        check(entry)
        return entry.field.object(as: ScenarioCatalogue.link) { object in
          decodeLink(entry.key, &object)
        }
      }
    }
  }

  private func decodeLink(_ name: String, _ object: inout JSON5ObjectDecoder) -> LinkPlan {
    let between = object.required("between")
    let ends = between.array()
    if case .array? = between.value?.content, ends.count != 2 {
      between.reportMismatch(
        found: "a link between \(ends.count) \(ends.count == 1 ? "host" : "hosts")",
        expected: "the names of two, the client's side first")
    }
    var link = LinkPlan(
      name, between: ends.first?.string() ?? "", and: ends.dropFirst().first?.string() ?? "")
    ScenarioCatalogue.linkRoles.readMembers(&object, self, into: &link)
    let parameters = ScenarioCatalogue.linkParameters
    var both = LinkParameters()
    parameters.readMembers(&object, self, into: &both)
    link.up = both
    link.down = both
    object.optional("up")?.object(as: ScenarioCatalogue.direction) {
      parameters.readMembers(&$0, self, into: &link.up)
    }
    object.optional("down")?.object(as: ScenarioCatalogue.direction) {
      parameters.readMembers(&$0, self, into: &link.down)
    }
    return link
  }

  /// A recorded link, by the name of its file; it takes the place of a rate.
  func decodeTrace(_ field: JSON5Field) -> MahimahiTrace? {
    let expected = "a recorded link in the Mahimahi format"
    guard let (path, bytes) = contents(of: field, expected: expected) else { return nil }
    do throws(MahimahiError) {
      return try MahimahiTrace.read(bytes.span)
    } catch {
      field.reportMismatch(
        found: "\(Shown.path(path)), \(error)",
        expected: "one time in milliseconds a line, never falling")
      return nil
    }
  }
}
