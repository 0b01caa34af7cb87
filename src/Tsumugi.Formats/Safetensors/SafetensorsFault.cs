namespace Tsumugi.Formats.Safetensors;

internal static class SafetensorsFault
{
    public static InvalidFileException At(string file, long position, string field, string problem, Exception? cause = null) => new(new()
    {
        File = file,
        Byte = position,
        Field = Short(field),
        Problem = problem,
        Remedy = "Fetch the file again and compare its digest with its source; if they agree, the program that wrote it is at fault.",
    }, cause);

    /// <summary>A hostile name may be megabytes long.</summary>
    public static string Short(string text) => text.Length <= 200 ? text : $"{text.AsSpan(0, 200)}…";
}
