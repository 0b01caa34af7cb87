namespace Tsumugi.Formats.Images;

internal static class ImageFault
{
    public const string FetchAgain = "Fetch the file again and compare its size or digest with its source, or write it again with the program that made it.";

    public static InvalidFileException At(string file, string field, string problem, string remedy = FetchAgain, long? position = null, Exception? cause = null) =>
        new(new() { File = file, Field = field, Byte = position, Problem = problem, Remedy = remedy }, cause);
}
