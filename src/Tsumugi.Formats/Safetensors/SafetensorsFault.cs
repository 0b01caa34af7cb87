namespace Tsumugi.Formats.Safetensors;

internal static class SafetensorsFault
{
    private static readonly Dictionary<SafetensorsRule, string> Codes = new()
    {
        [SafetensorsRule.HeaderLength] = "safetensors.header-length",
        [SafetensorsRule.Header] = "safetensors.header",
        [SafetensorsRule.Duplicate] = "safetensors.duplicate",
        [SafetensorsRule.Field] = "safetensors.field",
        [SafetensorsRule.ElementType] = "safetensors.dtype",
        [SafetensorsRule.Shape] = "safetensors.shape",
        [SafetensorsRule.Span] = "safetensors.span",
        [SafetensorsRule.Hole] = "safetensors.hole",
        [SafetensorsRule.Overlap] = "safetensors.overlap",
        [SafetensorsRule.CutOff] = "safetensors.cut-off",
        [SafetensorsRule.Trailing] = "safetensors.trailing",
    };

    public static InvalidFileException At(SafetensorsRule rule, string file, long position, string field, string problem, Exception? cause = null) => new(new()
    {
        Rule = Codes[rule],
        File = file,
        Byte = position,
        Field = Short(field),
        Problem = problem,
        Remedy = "Fetch the file again and compare its digest with its source; if they agree, the program that wrote it is at fault.",
    }, cause);

    /// <summary>A hostile name may be megabytes long.</summary>
    public static string Short(string text) => text.Length <= 200 ? text : $"{text.AsSpan(0, 200)}…";
}
