using System.Globalization;

namespace Tsumugi.Worker.Commands;

/// <summary>Holds programs to as many processors as the job asked for, behind everything else that the machine does.</summary>
internal static class Processors
{
    /// <returns>The beginning of a command line.</returns>
    public static IReadOnlyList<string> Share(int threads)
    {
        var allowed = Allowed();
        if (threads >= allowed.Count)
            return ["nice", "-n", "10"];
        var from = Random.Shared.Next(allowed.Count);
        var chosen = Enumerable.Range(0, threads).Select(at => allowed[(from + at) % allowed.Count]);
        return ["nice", "-n", "10", "taskset", "-c", string.Join(',', chosen)];
    }

    private static List<int> Allowed()
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("Cpus_allowed_list:", StringComparison.Ordinal));
        return
        [
            .. line.Split(':')[1].Trim().Split(',').SelectMany(range =>
            {
                var ends = range.Split('-').Select(end => int.Parse(end, CultureInfo.InvariantCulture)).ToList();
                return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
            }),
        ];
    }
}
