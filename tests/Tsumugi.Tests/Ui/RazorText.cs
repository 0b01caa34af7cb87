using System.Text;
using System.Text.RegularExpressions;

namespace Tsumugi.Tests.Ui;

/// <summary>Finds the words that a Razor file shows literally: text nodes, and attributes that people read or hear.</summary>
internal sealed partial class RazorText
{
    private static readonly HashSet<string> Spoken = ["title", "alt", "aria-label", "placeholder", "aria-description"];
    private static readonly HashSet<string> Exempt = ["code", "pre", "script", "style", "kbd"];
    private static readonly HashSet<string> Void = ["input", "br", "hr", "img", "meta", "link", "source", "col"];
    private readonly string _text;
    private readonly List<string> _found = [];
    private readonly StringBuilder _node = new();
    private int _at;
    private int _exempt;

    private RazorText(string text) => _text = text;

    public static IReadOnlyList<string> Literals(string source)
    {
        var reader = new RazorText(source);
        reader.Markup(inElement: false);
        reader.EndNode();
        return reader._found;
    }

    private bool Here(string start) => _text.AsSpan(_at).StartsWith(start, StringComparison.Ordinal);

    private void EndNode()
    {
        if (_exempt == 0)
            Keep(_node.ToString());
        _node.Clear();
    }

    private void Keep(string words)
    {
        if (!string.IsNullOrWhiteSpace(words))
            _found.Add(words.Trim());
    }

    private void Markup(bool inElement)
    {
        while (_at < _text.Length)
        {
            if (_text[_at] == '@')
                At();
            else if (Here("<!--"))
                _at = _text.IndexOf("-->", _at, StringComparison.Ordinal) + 3;
            else if (Here("<!"))
                _at = _text.IndexOf('>', _at) + 1;
            else if (Here("</") && inElement)
                return;
            else if (_text[_at] == '<' && _at + 1 < _text.Length && char.IsLetter(_text[_at + 1]))
                Element();
            else
                _node.Append(_text[_at++]);
        }
    }

    private void Element()
    {
        EndNode();
        var name = TagName().Match(_text, _at).Value[1..];
        _at += name.Length + 1;
        var closed = Attributes();
        if (!closed && !Void.Contains(name))
        {
            _exempt += Exempt.Contains(name) ? 1 : 0;
            Markup(inElement: true);
            EndNode();
            _exempt -= Exempt.Contains(name) ? 1 : 0;
            _at = Math.Max(_at, _text.IndexOf('>', _at) + 1);
        }
    }

    /// <returns>True when the tag closes itself.</returns>
    private bool Attributes()
    {
        var name = "";
        while (_text[_at] != '>')
        {
            if (Here("/>"))
            {
                _at += 2;
                return true;
            }

            if (AttributeName().Match(_text, _at) is { Success: true } found)
                (name, _at) = (found.Value, _at + found.Length);
            else if (_text[_at] == '"')
                Value(name);
            else
                _at++;
        }

        _at++;
        return false;
    }

    private void Value(string name)
    {
        var words = new StringBuilder();
        for (_at++; _text[_at] != '"';)
        {
            if (_text[_at] == '@')
                _at = _text[_at + 1] == '(' ? CSharpText.AfterBrackets(_text, _at + 1) : CSharpText.AfterExpression(_text, _at + 1);
            else
                words.Append(_text[_at++]);
        }

        _at++;
        if (Spoken.Contains(name))
            Keep(words.ToString());
    }

    private void At()
    {
        if (Here("@*"))
            _at = _text.IndexOf("*@", _at, StringComparison.Ordinal) + 2;
        else if (Here("@("))
            _at = CSharpText.AfterBrackets(_text, _at + 1);
        else if (Here("@{"))
            Code(_at + 2);
        else if (Directive().Match(_text, _at) is { Success: true } directive)
            _at += directive.Length;
        else if (CodeBlock().Match(_text, _at) is { Success: true } block)
            Templates(_at + block.Length - 1);
        else if (Control().Match(_text, _at) is { Success: true } control)
            Branches(control.Length);
        else
            _at = CSharpText.AfterExpression(_text, _at + 1);
    }

    // if (…) { … } else if (…) { … } else { … }
    private void Branches(int length)
    {
        _at = CSharpText.AfterBrackets(_text, _at + length - 1);
        Code(_text.IndexOf('{', _at) + 1);
        while (Else().Match(_text, _at) is { Success: true } other)
        {
            _at += other.Length;
            if (_text[_at - 1] == '(')
                _at = CSharpText.AfterBrackets(_text, _at - 1);
            Code(_text.IndexOf('{', _at) + 1);
        }
    }

    /// <summary>Statements up to the closing brace; a tag where a statement could begin is markup again.</summary>
    private void Code(int from)
    {
        EndNode();
        _at = from;
        for (var last = '{'; _text[_at] != '}';)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
            else if (_text[_at] == '<' && char.IsLetter(_text[_at + 1]) && last is '{' or '}' or ';' or '>' or ':')
            {
                Element();
                last = '>';
            }
            else if (_text[_at] == '@')
            {
                At();
                last = '>';
            }
            else if (Control().Match("@" + _text[_at..Math.Min(_text.Length, _at + 40)]) is { Success: true, Index: 0 } control && last is '{' or '}' or ';' or '>')
            {
                Branches(control.Length - 1);
                last = '}';
            }
            else
            {
                last = _text[_at];
                _at = last is '"' or '\'' ? CSharpText.AfterString(_text, _at) : last is '(' or '[' or '{' ? CSharpText.AfterBrackets(_text, _at) : _at + 1;
            }
        }

        _at++;
    }

    /// <summary>The code block shows nothing but its templates, <c>@&lt;a&gt;…&lt;/a&gt;</c>.</summary>
    private void Templates(int brace)
    {
        EndNode();
        var end = CSharpText.AfterBrackets(_text, brace);
        foreach (Match template in Template().Matches(_text[..end], brace))
        {
            _at = template.Index + 1;
            Element();
        }

        _at = end;
    }

    [GeneratedRegex(@"\G<[A-Za-z][\w.\-]*")]
    private static partial Regex TagName();

    [GeneratedRegex(@"\G@?[A-Za-z][\w\-:]*")]
    private static partial Regex AttributeName();

    [GeneratedRegex(@"\G@(page|using|inject|inherits|implements|layout|attribute|typeparam|rendermode|namespace|preservewhitespace)\b[^\n]*")]
    private static partial Regex Directive();

    [GeneratedRegex(@"\G@(code|functions)\s*\{")]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\G@(if|foreach|for|while|switch|lock|using)\s*\(")]
    private static partial Regex Control();

    [GeneratedRegex(@"\G\s*else\s+if\s*\(|\G\s*else(?=\s*\{)")]
    private static partial Regex Else();

    [GeneratedRegex(@"@<(?=[A-Za-z])")]
    private static partial Regex Template();
}
