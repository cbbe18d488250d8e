/// A signature says what a function changes: a method that is `mutating` mutates, and what is
/// handed over `inout` comes back changed. A pretended one was once a trick against copies of
/// fixed lists; `Table` and `borrowing` took its place.
///
/// Read from the text, without types: a call counts as a change when any function of that name in
/// the tree is `mutating`. What a protocol demands is the protocol's, and left out.
enum MutationRules {
  /// Changing methods of the standard library that the tree calls.
  private static let library: Set<String> = [
    "append", "remove", "removeAll", "removeLast", "removeFirst", "insert", "sort", "popLast",
    "reserveCapacity", "swapAt", "formUnion", "toggle", "next", "update", "merge", "reverse",
    "replaceSubrange", "removeSubrange", "subtract", "combine", "store",
    "withUnsafeMutableBytes",
  ]

  static func findings(_ files: [SourceFile]) -> [String] {
    let files = files.filter { $0.isSwift && !$0.room.isEmpty && !$0.isGenerated }
    var changing = library
    var demanded: Set<String> = []
    var functions: [(file: SourceFile, function: FunctionText)] = []
    for file in files {
      let lines = file.codeLines.map(\.text)
      let declarations = file.declarations
      let protocols = declarations.filter { $0.kind == .type && $0.isProtocol(in: lines) }
      for declaration in declarations where declaration.kind == .function {
        if declaration.has("mutating") { changing.insert(declaration.name) }
        let isDemand = protocols.contains {
          ($0.line..<$0.line + $0.lineCount).contains(declaration.line)
        }
        if isDemand { demanded.insert(file.room + "." + declaration.name) }
        guard let text = FunctionText(declaration, lines) else { continue }
        functions.append((file, text))
      }
    }
    return functions.filter { !demanded.contains($0.file.room + "." + $0.function.name) }
      .flatMap { file, function in
        findings(function, changing).map { "\(file.path):\(function.line): \($0)" }
      }
  }

  private static func findings(_ function: FunctionText, _ changing: Set<String>) -> [String] {
    let uses = function.uses
    var found: [String] = []
    for name in function.inoutNames
    where !uses.contains(where: { $0.root == name && $0.isChange(changing) }) {
      found.append(
        "\(function.name) only reads `\(name)`: hand it over as a value, or `borrowing`")
    }
    let isChangingSelf = uses.contains {
      !function.localNames.contains($0.root) && $0.isChange(changing)
    }
    if function.isMutating, !isChangingSelf {
      found.append("\(function.name) changes nothing of its own: it is not `mutating`")
    }
    return found
  }
}

extension Declaration {
  fileprivate func isProtocol(in lines: [Substring]) -> Bool {
    lines[line - 1].split(separator: " ").contains("protocol")
  }
}

/// One use of a name in a body: `a.b[c].d`, and what is done with it.
private struct Use {
  enum Deed { case read, assigned, lent, called }

  /// `a`.
  let root: String
  /// `d`.
  let last: String
  let deed: Deed

  func isChange(_ changing: Set<String>) -> Bool {
    switch deed {
    case .read: false
    case .assigned, .lent: true
    case .called: changing.contains(last)
    }
  }
}

/// A function's name, parameters and body as words and signs.
private struct FunctionText {
  let name: String
  let line: Int
  let isMutating: Bool
  let inoutNames: [String]
  /// Parameters and what is declared within.
  let localNames: Set<String>
  let uses: [Use]

  /// Nil for one without a body.
  init?(_ declaration: Declaration, _ lines: [Substring]) {
    let last = min(declaration.line - 1 + declaration.lineCount, lines.count)
    let words = Words(lines[declaration.line - 1..<last].joined(separator: "\n"))
    guard let start = words.index(of: declaration.name),
      let open = words.index(of: "(", from: start), let close = words.end(ofGroupAt: open),
      let body = words.index(of: "{", from: close)
    else { return nil }
    name = declaration.name
    line = declaration.line
    isMutating = declaration.has("mutating")
    var parameters: [String] = []
    var inouts: [String] = []
    for index in open..<close where words[index] == ":" && words.depth(of: index, from: open) == 1 {
      parameters.append(words[index - 1])
      if words[index + 1] == "inout" { inouts.append(words[index - 1]) }
    }
    inoutNames = inouts
    localNames = words.declared(from: body).union(parameters)
    uses = words.uses(from: body)
  }
}

/// Swift code as words and signs; an operator is one sign.
private struct Words {
  private let all: [String]
  private static let operators = Set("=+-*/%<>&|^!?~")
  private static let assignments: Set<String> = [
    "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "&+=", "&-=", "&*=",
  ]

  init(_ code: String) {
    var all: [String] = []
    var word = ""
    var sign = ""
    for character in code {
      let isWord = character.isLetter || character.isNumber || character == "_"
      let isSign = Self.operators.contains(character)
      if !isWord, !word.isEmpty {
        all.append(word)
        word = ""
      }
      if !isSign, !sign.isEmpty {
        all.append(sign)
        sign = ""
      }
      if isWord {
        word.append(character)
      } else if isSign {
        sign.append(character)
      } else if !character.isWhitespace {
        all.append(String(character))
      }
    }
    self.all = all + [word, sign].filter { !$0.isEmpty }
  }

  subscript(_ index: Int) -> String { all.indices.contains(index) ? all[index] : "" }

  func index(of word: String, from start: Int = 0) -> Int? { all[start...].firstIndex(of: word) }

  /// Index of the bracket that closes the one at `start`.
  func end(ofGroupAt start: Int) -> Int? {
    var depth = 0
    for index in start..<all.count {
      if ["(", "[", "{"].contains(all[index]) { depth += 1 }
      if [")", "]", "}"].contains(all[index]) { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }

  func depth(of index: Int, from start: Int) -> Int {
    all[start...index].reduce(0) {
      $0 + (["(", "["].contains($1) ? 1 : 0) - ([")", "]"].contains($1) ? 1 : 0)
    }
  }

  /// Names behind `let`, `var` and `for`, one or a tuple of them.
  func declared(from start: Int) -> Set<String> {
    var names: Set<String> = []
    for index in start..<all.count where ["let", "var", "for"].contains(all[index]) {
      var next = index + 1
      if self[next] == "case" { next += 1 }
      guard self[next] == "(", let close = end(ofGroupAt: next) else {
        names.insert(self[next])
        continue
      }
      names.formUnion(all[next..<close])
    }
    return names
  }

  func uses(from start: Int) -> [Use] {
    var uses: [Use] = []
    for index in start..<all.count where isName(index) && self[index - 1] != "." {
      let root = self[index]
      var last = root
      var end = index + 1
      while true {
        if ["?", "!"].contains(self[end]), [".", "["].contains(self[end + 1]) {
          end += 1
        } else if self[end] == ".", isName(end + 1) {
          last = self[end + 1]
          end += 2
        } else if self[end] == "[", let close = self.end(ofGroupAt: end) {
          end = close + 1
        } else {
          break
        }
      }
      uses.append(Use(root: root, last: last, deed: deed(from: index, to: end)))
    }
    return uses
  }

  private func deed(from index: Int, to end: Int) -> Use.Deed {
    if self[index - 1].last == "&", self[index - 1] != "&&" { return .lent }
    if Self.assignments.contains(self[end]) {
      return ["let", "var"].contains(self[index - 1]) ? .read : .assigned
    }
    if ["(", "{"].contains(self[end]) { return .called }
    return isInAssignedTuple(end) ? .assigned : .read
  }

  /// `(a.x, a.y) = …`
  private func isInAssignedTuple(_ end: Int) -> Bool {
    guard [",", ")"].contains(self[end]) else { return false }
    var index = end
    var depth = 0
    while index < all.count {
      if ["(", "["].contains(all[index]) { depth += 1 }
      if [")", "]"].contains(all[index]) {
        if depth == 0 { return self[index + 1] == "=" }
        depth -= 1
      }
      if ["{", "}"].contains(all[index]) { return false }
      index += 1
    }
    return false
  }

  private func isName(_ index: Int) -> Bool {
    guard let first = self[index].first else { return false }
    return first.isLetter || first == "_"
  }
}
