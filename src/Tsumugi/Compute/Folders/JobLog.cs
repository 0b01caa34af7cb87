using Tsumugi.Hub;

namespace Tsumugi.Compute.Folders;

/// <param name="Number">From 1, of all lines.</param>
public sealed record LogLine(long Number, DateTimeOffset? At, string Text);

/// <summary>Which lines of a job's log somebody wants.</summary>
/// <param name="Words">That a line holds, capitals or not; null or empty for all lines.</param>
/// <param name="Tail">How many at most, the last ones; null for all.</param>
public sealed record LogQuestion(string? Words, int? Tail)
{
    private const int MostWords = 500;
    private const int MostTail = 100_000;

    public Refusal? Check() => new FieldFaults()
        .Need((Words?.Length ?? 0) <= MostWords, "q", new($"{MostWords} 文字以内で入力してください。", $"Keep it within {MostWords} characters."))
        .Need(Tail is null or (>= 1 and <= MostTail), "tail", new($"1～{MostTail:N0} 行にしてください。", $"It must be from 1 to {MostTail:N0} lines."))
        .ToRefusal("bad-log-question");

    /// <summary>In their order; no more is held than the tail.</summary>
    public async IAsyncEnumerable<LogLine> ReadAsync(JobFolder folder, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        var (number, last) = (0L, new Queue<LogLine>());
        await foreach (var (at, text) in folder.ReadLogAsync(stop))
        {
            number++;
            if (!string.IsNullOrEmpty(Words) && !text.Contains(Words, StringComparison.OrdinalIgnoreCase))
                continue;
            var line = new LogLine(number, at, text);
            if (Tail is null)
            {
                yield return line;
                continue;
            }

            last.Enqueue(line);
            if (last.Count > Tail)
                last.Dequeue();
        }

        foreach (var line in last)
            yield return line;
    }
}
