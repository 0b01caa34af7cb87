using Tsumugi.Ui;

namespace Tsumugi.Tests.Ui;

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/models?page=2", "/models?page=2")]
    [InlineData("/", "/")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("models", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    public void Only_paths_of_this_hub_are_followed(string? asked, string followed) => Assert.Equal(followed, new LocalPath(asked).Value);
}
