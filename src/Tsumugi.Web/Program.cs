using System.CommandLine;
using Tsumugi.Web.Commands;

var root = new RootCommand("Tsumugi (紡): the hub's server program. 研究ハブのサーバープログラム。")
{
    UpCommand.Make(), DemoCommand.Make(), TokenCommand.Make(), ThreadCommand.Make(),
};
Faults.UseTerminalLanguage();
return await root.Parse(args).InvokeAsync();
