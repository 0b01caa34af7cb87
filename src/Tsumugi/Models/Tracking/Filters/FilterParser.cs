using System.Globalization;
using Tsumugi.Hub;
using Kind = Tsumugi.Models.Tracking.Filters.FilterTokenKind;

namespace Tsumugi.Models.Tracking.Filters;

/// <summary>Reads the filter language of searches: conditions joined by AND.</summary>
/// <example><c>metrics.x > 1 and params.`a b` = 'z' and tags.k LIKE 'a%' and attributes.status = 'FINISHED'</c></example>
public sealed class FilterParser
{
    private readonly FilterVocabulary _words;
    private readonly List<FilterToken> _tokens;
    private int _at;

    private FilterParser(string text, FilterVocabulary words) => (_tokens, _words) = (FilterLexer.Read(text), words);

    private FilterToken Next => _tokens[_at];

    public static Outcome<IReadOnlyList<FilterCondition>> Read(string? filter, FilterVocabulary words)
    {
        if (string.IsNullOrWhiteSpace(filter))
            return Outcome.Of<IReadOnlyList<FilterCondition>>([]);
        try
        {
            return Outcome.Of<IReadOnlyList<FilterCondition>>(new FilterParser(filter, words).Conditions());
        }
        catch (FilterFault fault)
        {
            return fault.ToRefusal("filter", filter);
        }
    }

    public static Outcome<IReadOnlyList<FilterOrder>> ReadOrder(IEnumerable<string>? orders, FilterVocabulary words)
    {
        var read = new List<FilterOrder>();
        foreach (var order in orders ?? [])
        {
            try
            {
                read.Add(new FilterParser(order, words).Order());
            }
            catch (FilterFault fault)
            {
                return fault.ToRefusal("order_by", order);
            }
        }

        return Outcome.Of<IReadOnlyList<FilterOrder>>(read);
    }

    private List<FilterCondition> Conditions()
    {
        var read = new List<FilterCondition> { Condition() };
        while (Next.Kind != Kind.End)
        {
            if (!Next.Is("and"))
                throw Unexpected("AND か終わり", "AND, or the end");
            _at++;
            read.Add(Condition());
        }

        return read;
    }

    private FilterOrder Order()
    {
        var (subject, key, _) = Identifier();
        var descending = Next.Is("desc");
        if (descending || Next.Is("asc"))
            _at++;
        return Next.Kind == Kind.End ? new(subject, key, !descending) : throw Unexpected("ASC、DESC か終わり", "ASC, DESC, or the end");
    }

    private FilterCondition Condition()
    {
        var (subject, key, isNumber) = Identifier();
        var at = Next;
        var verb = Operator();
        if (verb is FilterOperator.IsNull or FilterOperator.IsNotNull)
        {
            return subject is FilterSubject.Tag or FilterSubject.Param ? new(subject, key, verb, [])
                : throw new FilterFault(at.Position, "IS NULL はタグとパラメータにだけ使えます", "IS NULL is for tags and params only");
        }

        if (isNumber && verb is FilterOperator.Like or FilterOperator.ILike)
            throw new FilterFault(at.Position, "LIKE は文字列にだけ使えます", "LIKE is for texts only");
        if (!isNumber && verb is FilterOperator.Less or FilterOperator.LessOrEqual or FilterOperator.Greater or FilterOperator.GreaterOrEqual)
            throw new FilterFault(at.Position, $"文字列には {at.Text} を使えません", $"{at.Text} is for numbers only");
        return new(subject, key, verb, verb is FilterOperator.In or FilterOperator.NotIn ? List(isNumber) : [Value(isNumber)]);
    }

    private (FilterSubject Subject, string Key, bool IsNumber) Identifier()
    {
        var first = Next;
        var word = KeyPart();
        if (Next.Kind != Kind.Dot)
            return Attribute(word, first.Position);
        if (FilterVocabulary.Subject(word) is not { } subject || (subject != FilterSubject.Attribute && !_words.Subjects.Contains(subject)))
            throw new FilterFault(first.Position, $"「{word}」は使えません。{Known}", $"'{word}' is not known here; {Known}");
        _at++;
        var at = Next.Position;
        var key = KeyPart();

        // Keys such as mlflow.runName need no quotes.
        while (Next.Kind == Kind.Dot)
        {
            _at++;
            key += "." + KeyPart();
        }

        return subject switch
        {
            FilterSubject.Attribute => Attribute(key, at),
            FilterSubject.Dataset when key is not ("name" or "digest" or "context") =>
                throw new FilterFault(at, "dataset の後は name、digest、context のいずれかです", "after dataset comes name, digest or context"),
            _ => (subject, key, subject == FilterSubject.Metric),
        };
    }

    private string Known => string.Join(", ", _words.Subjects.Select(subject => subject.ToString().ToLowerInvariant() + "s.").Concat(_words.Texts).Concat(_words.Numbers));

    private (FilterSubject, string, bool) Attribute(string word, int position) => _words.Attribute(word) is { } name
        ? (FilterSubject.Attribute, name, _words.Numbers.Contains(name))
        : throw new FilterFault(position, $"「{word}」という属性はありません。{Known}", $"there is no attribute '{word}'; known are {Known}");

    private string KeyPart()
    {
        var token = Next;
        if (token.Kind is not (Kind.Word or Kind.Key or Kind.Number) && !token.MayBeKey)
            throw Unexpected("名前", "a name");
        _at++;
        return token.Text;
    }

    private FilterOperator Operator()
    {
        var token = Next;
        _at++;
        if (token.Kind == Kind.Operator)
        {
            return token.Text switch
            {
                "=" => FilterOperator.Equal,
                "!=" => FilterOperator.NotEqual,
                "<" => FilterOperator.Less,
                "<=" => FilterOperator.LessOrEqual,
                ">" => FilterOperator.Greater,
                _ => FilterOperator.GreaterOrEqual,
            };
        }

        if (token.Is("like"))
            return FilterOperator.Like;
        if (token.Is("ilike"))
            return FilterOperator.ILike;
        if (token.Is("in"))
            return FilterOperator.In;
        var not = token.Is("is") ? Skip("not") : token.Is("not");
        if (token.Is("not") && Skip("in"))
            return FilterOperator.NotIn;
        if (token.Is("is") && Skip("null"))
            return not ? FilterOperator.IsNotNull : FilterOperator.IsNull;
        _at--;
        throw Unexpected("比較の記号", "a comparison (=, !=, <, <=, >, >=, LIKE, ILIKE, IN, NOT IN, IS NULL)");
    }

    private bool Skip(string word)
    {
        var there = Next.Is(word);
        if (there)
            _at++;
        return there;
    }

    private List<object> List(bool isNumber)
    {
        Take(Kind.Open, "(");
        var values = new List<object> { Value(isNumber) };
        while (Next.Kind == Kind.Comma)
        {
            _at++;
            if (Next.Kind != Kind.Close)
                values.Add(Value(isNumber));
        }

        Take(Kind.Close, ")");
        return values;
    }

    private object Value(bool isNumber)
    {
        var token = Next;
        if (isNumber)
        {
            if (token.Kind == Kind.Number && double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && ++_at > 0)
                return number;
            throw Unexpected("数値", "a number");
        }

        if (token.Kind != Kind.Text)
            throw Unexpected("引用符で囲んだ文字列", "a text in quotes");
        _at++;
        return token.Text;
    }

    private void Take(Kind kind, string sign)
    {
        if (Next.Kind != kind)
            throw Unexpected($"「{sign}」", $"'{sign}'");
        _at++;
    }

    private FilterFault Unexpected(string ja, string en) => Next.Kind == Kind.End
        ? new(Next.Position, $"{ja}が要ります", $"{en} is needed here")
        : new(Next.Position, $"「{Next.Text}」ではなく{ja}が要ります", $"{en} is needed here, not '{Next.Text}'");
}
