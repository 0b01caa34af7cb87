using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tsumugi.Hub;
using Tsumugi.Hub.Web;

namespace Tsumugi.Tests.Hub;

public sealed class RefusalResultTests
{
    private static readonly Refusal Refusal = new FieldFaults()
        .Need(false, "name", new("名前がありません。", "The name is missing."))
        .Need(false, "name", new("二度目", "a second time"))
        .Need(true, "role", new("誤り", "wrong"))
        .ToRefusal("bad-thing")!;

    [Theory]
    [InlineData("ja", "名前がありません。", "入力に誤りがあります。")]
    [InlineData("en", "The name is missing.", "Some of the fields need another look.")]
    public async Task Problem_details_speak_the_language_of_the_request(string language, string name, string detail)
    {
        CultureInfo.CurrentUICulture = new(language);
        var context = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        await Refusal.ToProblem().ExecuteAsync(context);
        context.Response.Body.Position = 0;
        var problem = (await JsonDocument.ParseAsync(context.Response.Body, cancellationToken: TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("application/problem+json", context.Response.ContentType);
        Assert.Equal(400, context.Response.StatusCode);
        Assert.Equal("bad-thing", problem.GetProperty("code").GetString());
        Assert.Equal(detail, problem.GetProperty("detail").GetString());
        Assert.Equal([name], problem.GetProperty("errors").GetProperty("name").EnumerateArray().Select(text => text.GetString()));
        Assert.False(problem.GetProperty("errors").TryGetProperty("role", out _));
    }

    [Fact]
    public void Nothing_wrong_is_no_refusal() => Assert.Null(new FieldFaults().Need(true, "name", default).ToRefusal());
}
