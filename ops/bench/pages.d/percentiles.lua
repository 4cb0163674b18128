-- Prints what ops/bench/pages reads: requests per second and percentiles in milliseconds, answers that were not 200.
done = function(summary, latency, _)
   local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.timeout
   io.write(string.format("RESULT %.1f %.2f %.2f %d %d\n", summary.requests / (summary.duration / 1e6),
      latency:percentile(50) / 1000, latency:percentile(95) / 1000, summary.requests, bad))
end
