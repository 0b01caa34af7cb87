using Tsumugi.Formats.Checks.Archives;
using Tsumugi.Formats.Checks.Paths;
using Tsumugi.Formats.Checks.Personal;
using Tsumugi.Formats.Checks.Pickles;
using Tsumugi.Formats.Checks.Sniffing;
using Tsumugi.Formats.Checks.Tensors;

namespace Tsumugi.Formats.Checks;

/// <summary>Everything the checks can find.</summary>
public static class CheckRules
{
    public static IReadOnlyList<CheckRule> All { get; } =
    [
        .. KindRules.All, .. SafetensorsRules.All, .. PickleRules.All, .. ArchiveRules.All, .. PersonalRules.All, .. PathRules.All,
    ];
}
