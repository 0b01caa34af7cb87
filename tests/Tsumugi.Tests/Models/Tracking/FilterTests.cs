using CsCheck;
using Tsumugi.Models.Tracking.Filters;

namespace Tsumugi.Tests.Models.Tracking;

/// <summary>The filter language, row by row.</summary>
public sealed class FilterTests
{
    public static TheoryData<string, string> Good => new()
    {
        { "", "" },
        { "metrics.x > 1", "Metric x Greater 1" },
        { "metrics.x>=-1.5e-3", "Metric x GreaterOrEqual -0.0015" },
        { "metric.`a b`  !=  .5", "Metric a b NotEqual 0.5" },
        { "metrics.\"val/acc\" < 1", "Metric val/acc Less 1" },
        { "metrics.val/acc = 1", "Metric val/acc Equal 1" },
        { "metrics.5 = 1", "Metric 5 Equal 1" },
        { "params.model.depth = '3'", "Param model.depth Equal 3" },
        { "parameter.lr = \"0.01\"", "Param lr Equal 0.01" },
        { "tags.mlflow.runName LIKE 'a%'", "Tag mlflow.runName Like a%" },
        { "tags.k ilike 'It''s'", "Tag k ILike It's" },
        { "tag.k IS NULL AND tags.k is not null", "Tag k IsNull ; Tag k IsNotNull " },
        { "attributes.status = 'FINISHED'", "Attribute status Equal FINISHED" },
        { "status != 'FINISHED'", "Attribute status NotEqual FINISHED" },
        { "run_id IN ('a', 'b',)", "Attribute run_id In a,b" },
        { "attribute.run_id NOT IN ('a')", "Attribute run_id NotIn a" },
        { "`run name` = '実験'", "Attribute run_name Equal 実験" },
        { "attr.Created > 17", "Attribute start_time Greater 17" },
        { "datasets.name = 'iris' and dataset.context = 'train'", "Dataset name Equal iris; Dataset context Equal train" },
        { "metrics.x > 1 and params.`a b` = 'z' and tags.k LIKE 'a%' and attributes.status = 'FINISHED'", "Metric x Greater 1; Param a b Equal z; Tag k Like a%; Attribute status Equal FINISHED" },
        { "params.p = ''' OR 1=1 --'", "Param p Equal ' OR 1=1 --" },
    };

    public static TheoryData<string, int> Bad => new()
    {
        { "metrics.x", 10 },
        { "metrics.x >", 12 },
        { "metrics.x > 'a'", 13 },
        { "metrics.x > 1 or metrics.y > 1", 15 },
        { "metrics.x > 1 and", 18 },
        { "params.x = 5", 12 },
        { "params.x > '5'", 10 },
        { "params.x = 'open", 12 },
        { "metrics.x LIKE 'a'", 11 },
        { "nothing = 'a'", 1 },
        { "nothing.x = 'a'", 1 },
        { "attributes.nothing = 'a'", 12 },
        { "datasets.size = 'a'", 10 },
        { "metrics.x IS NULL", 11 },
        { "run_id IN 'a'", 11 },
        { "run_id IN ('a'", 15 },
        { "metrics.x > 1; DROP TABLE run", 14 },
        { "metrics.x ! 1", 11 },
        { "(metrics.x > 1)", 1 },
        { "metrics. > 1", 10 },
        { "metrics.x > 1e", 13 },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void Filter_reads_as_its_conditions(string filter, string expected)
    {
        var read = FilterParser.Read(filter, FilterVocabulary.Runs);
        Assert.True(!read.Refused, read.Refusal?.Reason.En);
        Assert.Equal(expected, string.Join("; ", read.Value.Select(one => FormattableString.Invariant(
            $"{one.Subject} {one.Key} {one.Operator} {string.Join(',', one.Values.Select(value => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)))}"))));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Fault_says_where_it_is(string filter, int position)
    {
        var read = FilterParser.Read(filter, FilterVocabulary.Runs);
        Assert.True(read.Refused);
        Assert.StartsWith($"filter, character {position}:", read.Refusal!.Reason.En, StringComparison.Ordinal);
        Assert.Contains($"{position} 文字目", read.Refusal.Reason.Ja, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("metrics.loss DESC", "Metric loss False")]
    [InlineData("metrics.`a b`", "Metric a b True")]
    [InlineData("attributes.start_time asc", "Attribute start_time True")]
    [InlineData("start_time", "Attribute start_time True")]
    [InlineData("params.lr DESC", "Param lr False")]
    public void Order_reads_as_what_and_which_way(string order, string expected)
    {
        var read = FilterParser.ReadOrder([order], FilterVocabulary.Runs).Value[0];
        Assert.Equal(expected, $"{read.Subject} {read.Key} {read.Ascending}");
    }

    [Fact]
    public void Any_text_is_read_or_refused_and_never_throws() => Gen.Char["metrics.tag aAND'`\"=<>!(),1.5-likeINull%_;"].Array[0, 30].Sample(
        letters =>
        {
            FilterParser.Read(new string(letters), FilterVocabulary.Runs);
            FilterParser.ReadOrder([new string(letters)], FilterVocabulary.Experiments);
        });
}
