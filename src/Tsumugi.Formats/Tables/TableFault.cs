namespace Tsumugi.Formats.Tables;

internal static class TableFault
{
    public static InvalidFileException At(string file, string field, string problem, string remedy = "Check the program that wrote the file, or read it with that program.", Exception? cause = null) =>
        new(new() { File = file, Field = field, Problem = problem, Remedy = remedy }, cause);
}
