using System.Globalization;
using Tsumugi.Hub.Storage;

namespace Tsumugi.Hub;

/// <summary>What anybody of an institution may use to try things out, without review.</summary>
public sealed record ExploratoryPolicy
{
    private const string Prefixed = "TSUMUGI_EXPLORATORY_";

    /// <summary>Credits of one grant; 0 for none.</summary>
    public int Credits { get; init; } = 100;

    /// <summary>Days until it lapses and the next may be granted.</summary>
    public int Days { get; init; } = 90;

    /// <summary>Where it may be used; none stands for all sites.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    public bool Covers(string site) => Credits > 0 && (Sites.Count == 0 || Sites.Contains(site));

    /// <summary>Reads <c>TSUMUGI_EXPLORATORY_CREDITS</c>, <c>_DAYS</c> and <c>_SITES</c>, names between commas.</summary>
    /// <exception cref="StateFolderException">When a number is none in its range.</exception>
    public static ExploratoryPolicy Read(Func<string, string?> variable)
    {
        var plain = new ExploratoryPolicy();
        int Number(string name, int otherwise, int least, int most) => variable(Prefixed + name) switch
        {
            null or "" => otherwise,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
            var text => throw new StateFolderException(new(
                $"{Prefixed}{name} は {least} 以上 {most} 以下の整数にしてください（現在は「{text}」）。", $"{Prefixed}{name} must be a whole number from {least} to {most}, not '{text}'.")),
        };
        return new()
        {
            Credits = Number("CREDITS", plain.Credits, 0, 1_000_000_000),
            Days = Number("DAYS", plain.Days, 1, 3650),
            Sites = (variable(Prefixed + "SITES") ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        };
    }
}
