using System.Globalization;

namespace Tsumugi.Ui.Components.Lineage;

/// <summary>Shape and colour of a kind: what is kept, what was trained, what was done, who, and what it led to.</summary>
internal static class KindLook
{
    public static string ClassOf(string kind) => kind switch
    {
        "dataset" => "kind-data",
        "model" => "kind-model",
        "job" or "result" or "run" => "kind-work",
        "person" or "institution" => "kind-people",
        "usecase" or "publication" => "kind-use",
        _ => "kind-other",
    };

    /// <returns>Path of the outline, in a box from (0, 0).</returns>
    public static string Outline(string kind, double width, double height) => ClassOf(kind) switch
    {
        "kind-model" => Rounded(width, height, 12),
        "kind-people" => Rounded(width, height, height / 2),
        "kind-work" => Text($"M10 0H{width - 10}L{width} {height / 2}L{width - 10} {height}H10L0 {height / 2}Z"),
        "kind-use" => Text($"M0 0H{width - 12}L{width} 12V{height}H0ZM{width - 12} 0V12H{width}"),
        _ => Text($"M0 0H{width}V{height}H0Z"),
    };

    private static string Rounded(double width, double height, double radius) => Text(
        $"M{radius} 0H{width - radius}A{radius} {radius} 0 0 1 {width} {radius}V{height - radius}A{radius} {radius} 0 0 1 {width - radius} {height}H{radius}A{radius} {radius} 0 0 1 0 {height - radius}V{radius}A{radius} {radius} 0 0 1 {radius} 0Z");

    private static string Text(FormattableString path) => path.ToString(CultureInfo.InvariantCulture);
}
