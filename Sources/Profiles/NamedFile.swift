import Foundation
import RobotCore

/// A file that a profile names. It lies in the profile's own folder or in one of the search path: a
/// profile from somebody else must not make this program open what the user never meant.
enum NamedFile {
  /// The path to read, or nil after a finding at the key.
  static func path(
    _ text: String, _ fact: Fact, _ section: Section, from profile: String, roots: [String]
  ) -> String? {
    guard !text.hasPrefix("/") else {
      section.add(
        fact,
        "is '\(Section.cut(text))', an absolute path; a profile names files of its own folder or of "
          + "the search path, so put it there and write the path from robot.yaml")
      return nil
    }
    let file = ProfileLibrary.resolve(text, from: profile)
    let folder = ProfileLibrary.resolve(".", from: profile)
    guard isInside(file, [folder] + roots) else {
      section.add(
        fact,
        "is '\(Section.cut(text))', which leads out of the profile's folder and of the search path; "
          + "put a copy of the file beside robot.yaml")
      return nil
    }
    return file
  }

  /// Where `file` really is, links followed, lies below one of `folders`.
  static func isInside(_ file: String, _ folders: [String]) -> Bool {
    let place = real(file)
    return folders.contains { folder in
      let home = real(folder)
      // The root of all folders holds everything.
      return home != "/" && place.hasPrefix(home + "/")
    }
  }

  private static func real(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
