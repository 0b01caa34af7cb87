namespace Tsumugi.Formats.Onnx;

internal static class OnnxFault
{
    private const string FetchAgain = "Fetch the file again and compare its digest with its source; if they agree, export the model again.";

    public static InvalidFileException At(string file, string rule, long? position, string field, string problem, string? remedy = null) => new(new()
    {
        Rule = rule,
        File = file,
        Byte = position,
        Field = field.Length <= 200 ? field : $"{field.AsSpan(0, 200)}…",
        Problem = problem,
        Remedy = remedy ?? FetchAgain,
    });
}
