using Tsumugi.Hub;
using Tsumugi.Models.Tracking.Wire;

namespace Tsumugi.Models.Tracking.Filters;

/// <summary>What a condition is about.</summary>
public enum FilterSubject
{
    Attribute,
    Metric,
    Param,
    Tag,
    Dataset,
}

public enum FilterOperator
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Like,
    ILike,
    In,
    NotIn,
    IsNull,
    IsNotNull,
}

/// <summary>One condition; a filter is several of them, all of which must hold.</summary>
/// <param name="Key">Name of the metric, param, tag or attribute (attributes by their main name).</param>
/// <param name="Values">Texts or numbers; several only after IN.</param>
public sealed record FilterCondition(FilterSubject Subject, string Key, FilterOperator Operator, IReadOnlyList<object> Values);

/// <param name="Key">As in <see cref="FilterCondition"/>.</param>
public sealed record FilterOrder(FilterSubject Subject, string Key, bool Ascending);

/// <summary>Why a filter cannot be read.</summary>
/// <param name="Position">Of the first character that does not fit, from 1.</param>
internal sealed class FilterFault(int position, string ja, string en) : Exception(en)
{
    public int Position => position;

    public Refusal ToRefusal(string what, string text) => Faults.Invalid(
        new($"{what} の {position} 文字目：{ja}（{text}）", $"{what}, character {position}: {Message} ({text})"),
        new("例：metrics.loss < 0.5 and params.model = 'a' and tags.`my tag` LIKE 'b%'", "Example: metrics.loss < 0.5 and params.model = 'a' and tags.`my tag` LIKE 'b%'"));
}
