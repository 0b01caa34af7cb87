namespace Tsumugi.Formats.Expression;

internal static class ExpressionFault
{
    public const string WriteAgain = "Write the file again with the program that made it (scanpy, Cell Ranger), or fetch it again.";

    public static InvalidFileException At(string file, string field, string problem, string remedy = WriteAgain, long? line = null) =>
        new(new() { File = file, Field = field, Line = line, Problem = problem, Remedy = remedy });
}
