import CFlightDeck
import RealTime
import RobotCore
import Testing

@Test func bucketsMeetWithoutGapsOrOverlap() {
  var last = -1
  for value in Int64(0)...70_000 {
    let bucket = Histogram.bucket(of: value)
    #expect(bucket == last || bucket == last + 1)
    #expect(value <= Histogram.upperBound(of: bucket))
    last = bucket
  }
}

@Test func quantilesAreWithinASixteenth() {
  var histogram = Histogram()
  for value in 1...10_000 { histogram.add(Int64(value)) }
  let median = histogram.quantile(0.5)
  #expect(median >= 5_000 && median <= 5_320)
  let last = histogram.quantile(1)
  #expect(last == 10_000)
}

@Test func theDeckAndTheHistogramAgreeOnBuckets() {
  #expect(Int(FLIGHT_DECK_BUCKETS) == Histogram.bucketCount)
}
