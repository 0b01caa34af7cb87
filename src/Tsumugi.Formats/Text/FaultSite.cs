namespace Tsumugi.Formats.Text;

/// <summary>Where the reader stands, for the errors of its parts.</summary>
internal sealed class FaultSite(string file)
{
    public const string FetchAgain = "Fetch the file again and compare its size or digest with its source.";

    public long Line { get; set; }

    public InvalidFileException Fault(string field, string problem, string remedy) => FaultAt(Line, field, problem, remedy);

    public InvalidFileException FaultAt(long line, string field, string problem, string remedy) => new(new()
    {
        File = file,
        Line = line,
        Field = Short(field),
        Problem = Short(problem),
        Remedy = remedy,
    });

    /// <summary>A name in a hostile file may be as long as a line may be.</summary>
    public static string Short(string text) => text.Length <= MaxShown ? text : $"{text.AsSpan(0, MaxShown)}…";

    private const int MaxShown = 500;
}
