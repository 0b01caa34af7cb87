namespace Tsumugi.Formats.Checks.Personal;

/// <summary>What the cells of one column look like; counts only, no value is kept.</summary>
internal sealed class ColumnTally
{
    /// <summary>Titles and remarks may stand above the headings.</summary>
    private const int HeadingRows = 10;

    private const char FullWidthAt = '\uFF20';

    /// <summary>0, + and (, the last three of full width.</summary>
    private const string PhoneBegins = "0+(\uFF10\uFF0B\uFF08";

    private int _filled;
    private int _emails;
    private int _phones;
    private int _numbers;
    private (string Word, Wording Kind)? _heading;
    private int _beforeHeading;

    public void Add(ReadOnlySpan<char> cell, int row)
    {
        cell = cell.Trim();
        if (cell.IsEmpty)
            return;
        _filled++;
        if (row < HeadingRows && _heading is null && HeaderWords.Of(cell.ToString()) is { } heading)
            (_heading, _beforeHeading) = (heading, _filled);
        // Most cells are short numbers and need no closer look.
        if (cell.Length < 6)
            return;
        if (cell.ContainsAny('@', FullWidthAt))
            _emails += ValuePatterns.IsEmail(Plain(cell)) ? 1 : 0;
        else if (cell.Length is >= 10 and <= 25 && PhoneBegins.Contains(cell[0]) && ValuePatterns.IsPhone(Plain(cell)))
            _phones++;
        else if (cell.Length is >= MyNumber.Length and <= MyNumber.Length + 2 && char.IsDigit(cell[0]) && MyNumber.Is(Plain(cell)))
            _numbers++;
    }

    public void Report(int column, Place place, Findings findings)
    {
        var at = place.At($"column {column}");
        if (_emails > 0)
            findings.Add(PersonalRules.Email.At(at, column, _emails));
        // One may be an accident of writing; two in a fifth of the cells are none.
        if (_phones >= 2 && 5L * _phones >= _filled || _phones > 0 && _heading is not null)
            findings.Add(PersonalRules.Phone.At(at, column, _phones));
        // Of twelve digits at random one in eleven passes.
        if (_numbers >= 3 && 5L * _numbers >= 4L * (_filled - 1) || _numbers > 0 && _heading?.Kind.En == "My Number")
            findings.Add(PersonalRules.MyNumber.At(at, column, _numbers));
        if (_heading is { } heading && _filled > _beforeHeading)
            findings.Add(PersonalRules.Column.At(at, column, _filled - _beforeHeading, heading.Word, heading.Kind.Ja, heading.Kind.En));
    }

    private static string Plain(ReadOnlySpan<char> cell)
    {
        var text = cell[..Math.Min(cell.Length, ValuePatterns.MaxLength)].ToString();
        return System.Text.Ascii.IsValid(text) ? text : Visible.Normalize(text);
    }
}
