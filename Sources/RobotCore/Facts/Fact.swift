#if !hasFeature(Embedded)
  /// One key of a profile's files and all that is known of it, stated once.
  ///
  /// From the facts come the reader (`Section`), the schemas for editors (`FactSchema`), `sinew
  /// profile explain` (`FactEntry`) and docs/profiles.md (`FactPage`). A fact stands beside the
  /// code that reads it and is listed in its `FactGroup`; a reader that asks for any other key
  /// traps.
  package struct Fact: Sendable {
    /// As written in the file; "*" where the user chooses the names.
    package var key: String
    package let form: Form
    package var need: Need
    /// One sentence: what it says about the robot.
    package let meaning: String
    package let acts: Acts
    /// The key has a meaning with certain words of another one only.
    package let only: Condition?

    /// What may be written.
    package indirect enum Form: Sendable {
      /// A number with its unit. Two dimensions: of a revolute and of a prismatic joint.
      case quantity([Dimension], Allowed)
      /// A number without a unit.
      case number(Allowed)
      /// A whole number, or a word in its place.
      case integer(ClosedRange<Int>, isHex: Bool = false, or: String? = nil)
      case flag
      case choice([String])
      /// A text; `pattern` holds for the whole of it.
      case text(String, pattern: String? = nil, longest: Int? = nil)
      /// The one thing that stands here.
      case constant(String)
      case group(FactGroup)
      /// Names that the user chooses, each with the same below it.
      case entries(Fact, names: String, count: ClosedRange<Int>)
      case list(Fact, count: ClosedRange<Int>)
    }

    /// What happens when the key is not there.
    package enum Need: Sendable {
      case required
      /// The value as a file would write it; a bare number is in the joint's own SI unit.
      case byDefault(String)
      /// The reader takes it from elsewhere; the words say from where.
      case derived(String)
      /// Nothing takes its place; the words say what that means.
      case optional(String)
    }

    /// Where the value acts.
    package enum Acts: Sendable {
      /// In the core, which gets it with the compiled configuration.
      case core(String)
      /// In the twin, which gets it with the compiled configuration.
      case twin(String)
      /// While the profile is read: the configuration does not hold it.
      case reading(String)
      /// In the keys below it.
      case below
    }

    /// `key` is one of `words`.
    package struct Condition: Sendable, Equatable {
      package let key: String
      package let words: [String]

      /// The key has one of these words.
      package init(key: String, words: [String]) {
        self.key = key
        self.words = words
      }
    }

    package init(
      _ key: String, _ form: Form, _ meaning: String, _ acts: Acts, _ need: Need = .required,
      only: Condition? = nil
    ) {
      self.key = key
      self.form = form
      self.need = need
      self.meaning = meaning
      self.acts = acts
      self.only = only
    }

    /// The same for one of the names that the user chose.
    package func named(_ key: String) -> Fact { changed { $0.key = key } }

    /// The same with another default.
    package func needing(_ need: Need) -> Fact { changed { $0.need = need } }

    private func changed(_ change: (inout Fact) -> Void) -> Fact {
      var fact = self
      change(&fact)
      return fact
    }

    /// The dimension of a quantity on such a joint.
    package func dimension(_ type: JointType) -> Dimension {
      guard case .quantity(let dimensions, _) = form, let first = dimensions.first,
        let last = dimensions.last
      else { preconditionFailure("\(key) is no quantity") }
      return type == .prismatic ? last : first
    }

    /// The form of what stands below each name, or in each place of a list.
    package var each: Fact? {
      switch form {
      case .entries(let each, _, _), .list(let each, _): each
      default: nil
      }
    }

    /// The keys below it, also those below each of its names.
    package var group: FactGroup? {
      if case .group(let group) = form { return group }
      return each?.group
    }

    package var isRequired: Bool {
      if case .required = need { return true }
      return false
    }
  }

  /// The keys of one section.
  package struct FactGroup: Sendable {
    /// "robot.joint".
    package let name: String
    /// In the order of the documentation.
    package let facts: [Fact]
    /// The group whose keys these are too: they are told there.
    package let copies: String?

    package init(_ name: String, _ facts: [Fact], copies: String? = nil) {
      self.name = name
      self.facts = facts
      self.copies = copies
    }

    /// The fact of a key, or the one for all names where the user chooses them.
    package subscript(_ key: String) -> Fact? {
      facts.first { $0.key == key || $0.key == "*" }?.named(key)
    }
  }
#endif
