namespace Tsumugi.Hub.Language;

/// <summary>Values of an enumeration by their names, as people and programs write them.</summary>
public static class NamedWord
{
    /// <returns>False for nothing, for a name that there is not, and for a number: numbers may change their meaning.</returns>
    public static bool TryRead<T>(string? text, out T value)
        where T : struct, Enum => Enum.TryParse(text, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text![0]);
}
