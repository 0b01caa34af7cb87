namespace Tsumugi.Models.Tracking.Registry;

/// <summary>The protocol's older way to say what a version is for.</summary>
internal static class Stages
{
    public const string None = "None";
    public const string Archived = "Archived";

    private static readonly string[] All = [None, "Staging", "Production", Archived];

    public static string Names => string.Join(", ", All);

    /// <returns>As the protocol writes it, or null.</returns>
    public static string? Find(string? word) => Array.Find(All, stage => stage.Equals(word, StringComparison.OrdinalIgnoreCase));
}
