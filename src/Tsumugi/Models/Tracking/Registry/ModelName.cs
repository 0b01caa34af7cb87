using System.Text.RegularExpressions;

namespace Tsumugi.Models.Tracking.Registry;

/// <summary>Scripts write <c>IrisClassifier</c> and <c>my model</c>; repositories have names that stand in addresses. Pure.</summary>
public static partial class ModelName
{
    public static string ForAddress(string name) => Other().Replace(name.Trim().ToLowerInvariant(), "-").Trim('-', '.', '_');

    [GeneratedRegex("[^a-z0-9._-]+", RegexOptions.NonBacktracking)]
    private static partial Regex Other();
}
