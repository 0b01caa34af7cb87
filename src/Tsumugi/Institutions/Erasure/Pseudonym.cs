using Tsumugi.Hub;

namespace Tsumugi.Institutions.Erasure;

/// <summary>The id under which what somebody did stays when they were erased. Nobody else may have one like it.</summary>
public static class Pseudonym
{
    private const string Prefix = "erased-";

    public static string Make() => Prefix + RandomId.Make(12);

    public static bool Is(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);
}
