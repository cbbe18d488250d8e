import Foundation

/// What `ip -json -details -statistics link` tells of CAN interfaces beyond /sys.
public struct LinkDetails: Decodable, Sendable {
  struct Timing: Decodable {
    let bitrate: Int?
  }

  struct Parameters: Decodable {
    let state: String?
    let bittiming: Timing?
    let dataBittiming: Timing?

    enum CodingKeys: String, CodingKey {
      case state, bittiming
      case dataBittiming = "data_bittiming"
    }
  }

  struct Kind: Decodable {
    let kind: String?
    let parameters: Parameters?

    enum CodingKeys: String, CodingKey {
      case kind = "info_kind"
      case parameters = "info_data"
    }
  }

  let name: String
  let kind: Kind?

  enum CodingKeys: String, CodingKey {
    case name = "ifname"
    case kind = "linkinfo"
  }

  /// Completes `interfaces` with what `text` says of them; text that cannot be read changes nothing.
  public static func complete(_ interfaces: inout [BoxReading.CAN], from text: String) {
    // An interface of another sort may carry other members: each is read on its own.
    guard let lines = try? JSONDecoder().decode([Lenient].self, from: Data(text.utf8)) else {
      return
    }
    for details in lines.compactMap(\.details) {
      guard let index = interfaces.firstIndex(where: { $0.name == details.name }) else { continue }
      let kind = details.kind?.kind ?? ""
      if !kind.isEmpty { interfaces[index].isVirtual = kind != "can" }
      guard let parameters = details.kind?.parameters else { continue }
      interfaces[index].state = parameters.state ?? ""
      interfaces[index].bitRate = parameters.bittiming?.bitrate ?? 0
      interfaces[index].dataBitRate = parameters.dataBittiming?.bitrate ?? 0
    }
  }

  private struct Lenient: Decodable {
    let details: LinkDetails?

    init(from decoder: any Decoder) throws {
      details = try? LinkDetails(from: decoder)
    }
  }
}
