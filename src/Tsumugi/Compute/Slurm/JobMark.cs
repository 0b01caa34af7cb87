using System.Globalization;

namespace Tsumugi.Compute.Slurm;

/// <summary>
/// What a job at Slurm carries of the hub's: its id in the name, which accounting keeps everywhere, and id and attempt in
/// the comment. By it a hub finds what it submitted and did not live to write down.
/// </summary>
internal readonly record struct JobMark(string JobId, int Attempt)
{
    private const string Prefix = "tsumugi:";
    private const string NamePrefix = "tsumugi-";

    public static string NameOf(string jobId) => NamePrefix + jobId;

    /// <returns>Null for a job that is not a hub's.</returns>
    public static string? JobOfName(string? name) => name?.StartsWith(NamePrefix, StringComparison.Ordinal) == true ? name[NamePrefix.Length..] : null;

    /// <returns>Null for a job that is not a hub's.</returns>
    public static JobMark? Read(string? comment)
    {
        if (comment?.StartsWith(Prefix, StringComparison.Ordinal) != true)
            return null;
        var (start, end) = (Prefix.Length, comment.LastIndexOf(':'));
        return end > start && int.TryParse(comment.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            ? new(comment[start..end], attempt)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{JobId}:{Attempt}");
}
