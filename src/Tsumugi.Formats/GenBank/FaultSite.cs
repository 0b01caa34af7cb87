namespace Tsumugi.Formats.GenBank;

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
        Field = field,
        Problem = problem,
        Remedy = remedy,
    });
}
