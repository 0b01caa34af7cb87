using System.Globalization;
using System.Text;

namespace Tsumugi.Formats.Checks;

internal static class Visible
{
    /// <summary>Control and formatting characters: those of direction turn a name round on the screen, those of no width
    /// make two names look alike.</summary>
    public static bool IsSteering(char value) => value < ' ' || value >= '\u007F' && CharUnicodeInfo.GetUnicodeCategory(value)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Compatibility form (full and half width become one); text that is no Unicode stays as it is.</summary>
    public static string Normalize(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
